import fc from "fast-check";

import { callers, ids, sayings } from "./scripted-world.ts";
import type { WorldEvent } from "./world-run.ts";
import { type Invalidated, parts } from "./world-units.ts";

const someId = fc.constantFrom(...ids);
const someCaller = fc.constantFrom(...callers);

const someAsk = fc.record({
  kind: fc.constant("ask" as const),
  caller: someCaller,
  selection: fc.record({
    parts: fc.uniqueArray(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }),
    ids: fc.uniqueArray(someId, { minLength: 1 }),
  }),
  maxAgeMs: fc.option(fc.constantFrom(0, 3000), { nil: undefined, freq: 8 }),
});

/** Just before the end of something that the schema promises, then, or in between. */
const someWait = fc.record({
  kind: fc.constant("wait" as const),
  ms: fc.constantFrom(
    ...[1000, 2000, 3000, 4000, 9000, 10_000, 15_000, 20_000, 50_000].flatMap((ms) => [ms - 1, ms]),
    500,
    6000,
    9500,
    12_000,
    18_000,
  ),
});

const someWaits = fc.array(someWait, { minLength: 1, maxLength: 3 });

const someInvalidation = fc
  .oneof(
    someId.map((one): Invalidating => [{ tags: [`product-${one}`] }, { type: "Product", id: one }]),
    someId.map((one): Invalidating => [{ tags: [`account-${one}`] }, { type: "Account", id: one }]),
    fc.constant<Invalidating>([{ tags: ["products"] }, { type: "Product" }]),
    fc
      .constantFrom("Product" as const, "Account" as const, "Order" as const)
      .map((type): Invalidating => [{ types: [type] }, { type }]),
    someId.map((one): Invalidating => [
      { keys: [{ type: "Product", key: { id: one } }] },
      { type: "Product", id: one },
    ]),
    fc
      .constantFrom("Query.hot", "Product", "Query.orders")
      .map((connector): Invalidating => [{ connectors: [connector] }, { connector }]),
  )
  .map(([written, is]) => ({ kind: "invalidate" as const, written, is }));

type Invalidating = readonly [unknown, Invalidated];

const someChange: fc.Arbitrary<WorldEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("product" as const),
      id: someId,
      item: fc.constantFrom(1, 1, "null" as const, "404" as const),
    }),
  },
  fc.record({
    kind: fc.constant("account" as const),
    caller: someCaller,
    id: someId,
    isGone: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("order" as const), caller: someCaller, id: someId }),
);

const someFailure = fc.record({
  kind: fc.constant("fail" as const),
  failing: fc.constantFrom("500" as const, "drop" as const),
});
const someSaying = fc.record({
  kind: fc.constant("say" as const),
  says: fc.constantFrom(...sayings),
});

/** All is well, and nothing is kept. */
const calm: readonly WorldEvent[] = [
  { kind: "invalidate", written: { all: true }, is: { all: true } },
  { kind: "letAllGo" },
  { kind: "fail", failing: "not" },
  { kind: "say", says: {} },
];

const someWrite = fc.record({
  kind: fc.constant("write" as const),
  id: someId,
  done: fc.constantFrom("not" as const, "500" as const, "drop" as const, "refused" as const),
});

const someEvent: fc.Arbitrary<WorldEvent> = fc.oneof(
  { weight: 4, arbitrary: someAsk },
  { weight: 2, arbitrary: someWait },
  { weight: 3, arbitrary: someChange },
  { weight: 1, arbitrary: fc.oneof(someFailure, someSaying) },
  { weight: 1, arbitrary: someWrite },
  { weight: 1, arbitrary: someInvalidation },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { kind: "hold" as const },
      { kind: "letOneGo" as const },
      { kind: "letAllGo" as const },
    ),
  },
);

/** What was asked for is asked for again, once that makes a difference. */
export const someScene: fc.Arbitrary<readonly WorldEvent[]> = fc.oneof(
  someEvent.map((event) => [event]),
  fc.tuple(someAsk, someChange, someWaits).map(([ask, change, waits]) => {
    return calm.concat(
      ask,
      change,
      waits.flatMap((wait) => [wait, ask]),
    );
  }),
  fc.tuple(someSaying, someAsk, someChange, someWaits).map(([say, ask, change, waits]) => {
    return calm.concat(
      say,
      ask,
      change,
      waits.flatMap((wait) => [wait, ask]),
    );
  }),
  fc.tuple(someAsk, someWait, someWait).map(([ask, slow, wait]) => {
    return calm.concat({ kind: "hold" }, ask, slow, { kind: "letAllGo" }, wait, ask);
  }),
  fc
    .tuple(someAsk, someId, fc.constantFrom("tag", "type", "write"), fc.boolean())
    .map(([ask, id, by, isAskedMeanwhile]) => {
      const written = by === "tag" ? { tags: [`product-${id}`] } : { types: ["Product"] };
      const change: WorldEvent =
        by === "write"
          ? { kind: "write", id, done: "not" }
          : { kind: "invalidate", written, is: { type: "Product", id } };
      const begun: readonly WorldEvent[] = [
        { kind: "hold" },
        ask,
        { kind: "product", id, item: 1 },
        change,
      ];
      return begun.concat(isAskedMeanwhile ? ask : [], { kind: "letAllGo" }, ask);
    }),
);
