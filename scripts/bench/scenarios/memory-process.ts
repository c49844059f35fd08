import { setImmediate } from "node:timers/promises";

import { Keyv } from "keyv";

import type { Entry } from "../../../src/freshness/entry.ts";
import { MemoryStore } from "../../../src/freshness/memory-store.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import { freezeJson, parseJson } from "../../../src/kernel/json.ts";
import { boundBytes, keyCount, type MemoryReport } from "./memory-bound.ts";

// A process whose memory is measured: tells what it was, and ends.

const coldBytes = process.memoryUsage.rss();
let peakBytes = 0;
/** What requests in flight hold: it outlives V8's first collections, cache or no cache. */
const inFlight: Entry[] = [];

// What serving costs in itself: V8's young generation, and the code.
const nothing = openStore(0);
await setAll(nothing, 2_000_000);
await readZipf(nothing, 2_000_000);
const idleBytes = process.memoryUsage.rss();

const store = openStore(boundBytes);
await setAll(store, 2_000_000);
const hitRate = await readZipf(store, keyCount);
const { count } = store;
const report: MemoryReport = {
  coldBytes,
  idleBytes,
  peakBytes,
  hitRate,
  count,
  keyvRatio: await compareWithKeyv(),
};
process.send?.(report);
process.disconnect();

function openStore(maxBytes: number): MemoryStore {
  return new MemoryStore({ maxBytes, maxEntries: 1_000_000, clock: systemClock });
}

/** Sets so many keys, no key twice: nothing is worse for a cache. */
async function setAll(into: MemoryStore, times: number): Promise<void> {
  await repeat(times, (index) => into.set(keyOf(index), read(index)));
}

/** Reads so often, and sets what was not there; how much of it was. The second key is asked for half as often as the first, and so on. */
async function readZipf(from: MemoryStore, times: number): Promise<number> {
  let hits = 0;
  await repeat(times, () => {
    const index = Math.floor(keyCount ** Math.random());
    const key = keyOf(index);
    if (from.get(key) === undefined) from.set(key, read(index));
    else hits++;
  });
  return hits / times;
}

/** In turns of the event loop, as requests come. */
async function repeat(times: number, work: (index: number) => void): Promise<void> {
  for (let index = 0; index < times; index++) {
    work(index);
    if (index % 500 !== 0) continue;
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    // oxlint-disable-next-line no-await-in-loop -- one turn after the other
    await setImmediate();
  }
}

/** How many times as long a lookup takes through Keyv, over a Map that holds the same objects. */
async function compareWithKeyv(): Promise<number> {
  const memory = openStore(boundBytes);
  const keyv = new Keyv<Entry>({ store: new Map(), useKeyPrefix: false });
  // As objects, without text between.
  Reflect.set(keyv, "_serialize", undefined);
  const keys = Array.from({ length: 100 }, (_, index) => keyOf(index));
  for (const [index, key] of keys.entries()) {
    memory.set(key, entryOf(index));
    memory.get(key);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await keyv.set(key, entryOf(index));
  }
  let directMs = 0;
  let keyvMs = 0;
  for (let round = 0; round < 5000; round++) {
    const startMs = performance.now();
    for (const key of keys) memory.get(key);
    const betweenMs = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- a lookup is waited for, as in a request
    for (const key of keys) await keyv.get(key);
    directMs += betweenMs - startMs;
    keyvMs += performance.now() - betweenMs;
  }
  return keyvMs / directMs;
}

/** As a source gives it to a request. */
function read(index: number): Entry {
  const entry = entryOf(index);
  inFlight[index % 2000] = entry;
  return entry;
}

function keyOf(index: number): string {
  return `AbcdefghijklmnopqrstuvW::{"id":"${index}"}`;
}

/** As of a user that an API gave: read from text, and frozen. */
function entryOf(index: number): Entry {
  const value = parseJson(
    `{"id":"${index}","name":"Leanne Graham ${index}","username":"Bret${index}",` +
      `"email":"user${index}@april.example.com","phone":"1-770-736-${index}",` +
      `"website":"hildegard${index}.example.org","age":${index % 90},` +
      `"address":{"street":"Kulas Light ${index}","suite":"Apt. ${index % 999}",` +
      `"city":"Gwenborough","zipcode":"92998-${index}"}}`,
  );
  freezeJson(value);
  const fetchedAtMs = Date.now();
  const freshUntilMs = fetchedAtMs + 3_600_000 * (1 - Math.random() / 10);
  const freshness = {
    fetchedAtMs,
    freshUntilMs,
    isPrivate: false,
    isHit: true,
    stale: undefined,
  };
  return {
    outcome: { kind: "value", value, source: undefined, freshness },
    fetchedAtMs,
    freshUntilMs,
    revalidateUntilMs: freshUntilMs,
    errorUntilMs: freshUntilMs,
    keepUntilMs: freshUntilMs,
    tookMs: 10.5,
    validators: undefined,
    position: index,
  };
}
