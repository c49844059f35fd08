import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { afterEach, describe, expect, test, vi } from "vitest";

import { compileFields, compileTemplate } from "../../src/execution/complete-object.ts";
import type { Answer, FieldPlan, Wave } from "../../src/execution/plan.ts";
import { generateFunction } from "../../src/kernel/generate-function.ts";
import { compileMapping } from "../../src/mapping/compile-mapping.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a generated function sees its bindings, in strict mode", () => {
  const generated = generateFunction<(value: number) => unknown>(
    { add: (a: number, b: number) => a + b, one: 1 },
    "(value) => [add(value, one), this]",
  );
  expect(generated?.(2)).toEqual([3, undefined]);
});

test("text that is no function is a bug, and throws", () => {
  expect(() => generateFunction({}, "(")).toThrow(SyntaxError);
});

test("where the process forbids code from text there is none", async () => {
  const file = new URL("../../src/kernel/generate-function.ts", import.meta.url).href;
  const script = `import { generateFunction } from ${JSON.stringify(file)}; console.log(generateFunction({}, "() => 1"));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--disallow-code-generation-from-strings",
    "--input-type=module",
    "--eval",
    script,
  ]);
  expect(stdout.trim()).toBe("undefined");
});

describe("without generated code", () => {
  test("answers, fields and mappings come out the same", () => {
    const both = [written(), withoutGeneration(written)];
    expect(both[1]).toEqual(both[0]);
    expect(both[0]).toEqual([
      { id: null, "odd key": null },
      { id: "done 1", name: "done Ada" },
      { id: 1, who: "Ada", gone: null },
    ]);
  });
});

function withoutGeneration<Value>(make: () => Value): Value {
  vi.stubGlobal("Function", function forbidden() {
    throw new EvalError("Code generation from strings disallowed for this context");
  });
  return make();
}

/** What the three users of generated code write. */
function written(): readonly unknown[] {
  const answer: Answer = { id: null, name: null };
  const wave: Wave = {
    add: () => {},
    fail: () => {},
    countItems: () => true,
    countText: () => {},
    stream: () => {},
  };
  compileFields([field("id"), field("name")])({ id: 1, name: "Ada" }, answer, wave);
  const mapping = compileMapping("id who: name gone", "v0.4");
  return [
    compileTemplate({ id: null, "odd key": null })(),
    answer,
    mapping.evaluate({ id: 1, name: "Ada", gone: null }, {}),
  ];
}

/** A field of a type that no check in generated code knows. */
function field(name: string): FieldPlan {
  return { name, responseKey: name, type: undefined, complete: done } as unknown as FieldPlan;
}

function done(value: unknown): string {
  return `done ${String(value)}`;
}
