import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { describe, expect, test } from "vitest";

import { entrySize } from "../../src/freshness/entry-size.ts";
import { parseJson } from "../../src/kernel/json.ts";
import { someEntry } from "./support/some-entry.ts";

const validators = { etag: '"1234567890"', lastModified: "Thu, 01 Jan 2026 00:00:00 GMT" };

const values = {
  "a user": (id: number) =>
    `{"id":"${id}","name":"Leanne Graham ${id}","email":"user${id}@april.example.com","age":${id % 90},"address":{"street":"Kulas Light ${id}","city":"Gwenborough","geo":{"lat":${id}.25,"lng":-81.5}}}`,
  "a list of numbers": (id: number) => `[${id},1.5,2.5,1e21,0,-1,9${id}000]`,
  "a text of two bytes a letter": (id: number) => `"привет, мир ${id} привет, мир"`,
  "large integers": (id: number) => `[123456789012345678901234567890${id},98765432109876543210]`,
  "flags and nothing": (id: number) => `[true,false,null,${id},[],{}]`,
};

describe("the size of an entry", () => {
  test.each(Object.entries(values))("of %s is about what V8's heap grows by", (_name, textOf) => {
    const count = 20_000;
    const nowMs = Date.now();
    const kept = new Map<string, object>();
    const made = (id: number) =>
      [`version:scope:${id}`, someEntry(parseJson(textOf(id)), nowMs, { position: id })] as const;
    // Once to make all that is made only once.
    kept.set(...made(0));
    const before = readHeapBytes();
    let estimated = 0;
    for (let id = 1_000_000; id < 1_000_000 + count; id++) {
      const [key, entry] = made(id);
      kept.set(key, entry);
      estimated += entrySize(key, entry);
    }
    const measured = readHeapBytes() - before;
    expect(kept.size).toBe(count + 1);
    expect(estimated / measured).toBeGreaterThan(0.8);
    expect(estimated / measured).toBeLessThan(1.35);
  });

  test("counts validators, and nothing for there being no such item", () => {
    const entry = someEntry(1, 0);
    const size = entrySize("key", entry);
    expect(entrySize("key", { ...entry, validators })).toBeGreaterThan(size + 50);
    expect(entrySize("key", { ...entry, outcome: { kind: "missing" } })).toBe(size);
    expect(entrySize("key", someEntry(-0, 0))).toBe(size + 16);
  });
});

function readHeapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  for (let round = 0; round < 3; round++) collect();
  return process.memoryUsage().heapUsed;
}
