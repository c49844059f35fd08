import { parse } from "graphql";
import { expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import { InvalidValues } from "../../src/execution/invalid-values.ts";
import { logLines } from "../server/support/log-lines.ts";
import { executorFor } from "../support/executor-for.ts";
import { createManualClock } from "../support/manual-clock.ts";

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query {
    numbers: [Int] @connect(http: { GET: "https://x.dev/numbers" }, selection: "$")
    other: Int @connect(http: { GET: "https://x.dev/other" }, selection: "$")
  }
`;

/** An executor whose values are all texts. */
function open(invalid: InvalidValues) {
  const { executor } = executorFor(sdl, {
    fetchKeys: async ({ coordinate }, keys) =>
      keys.map(() => ({
        kind: "value",
        value: coordinate === "Query.other" ? "x" : ["one", "two", "three"],
      })),
    onInvalidValue: invalid.tell,
  });
  return (query: string) =>
    executor.execute({
      document: parse(query),
      operationName: undefined,
      variables: {},
      request: newRequestContext(),
    });
}

test("values that do not fit are each counted, and each field has a line a minute", async () => {
  const clock = createManualClock();
  const { log, lines } = logLines();
  const counted: unknown[] = [];
  const metrics = { invalidValue: (from: unknown) => void counted.push(from) };
  const run = open(new InvalidValues({ log, metrics, clock }));

  await run("{ numbers }");
  const from = { source: undefined, connector: "Query.numbers" };
  expect(counted).toEqual([from, from, from]);
  expect(lines).toMatchObject([{ field: "Query.numbers", type: "[Int]" }]);

  clock.advance(59_999);
  await run("{ numbers other }");
  expect(lines.map(({ field }) => field)).toEqual(["Query.numbers", "Query.other"]);
  clock.advance(1);
  await run("{ numbers other }");
  expect(lines.map(({ field }) => field)).toEqual([
    "Query.numbers",
    "Query.other",
    "Query.numbers",
  ]);
});

test("without metrics they are in the log all the same", async () => {
  const { log, lines } = logLines();
  await open(new InvalidValues({ log, metrics: undefined, clock: createManualClock() }))(
    "{ other }",
  );
  expect(lines).toMatchObject([{ connector: "Query.other" }]);
});
