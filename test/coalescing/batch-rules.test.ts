import { buildSchema } from "graphql";
import { describe, expect, test } from "vitest";

import { readBatchRules, type SourceRules } from "../../src/coalescing/batch-rules.ts";
import type { ConnectorPlace } from "../../src/contract/contract.ts";
import type { BatchPolicy } from "../../src/contract/policies.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";

const schema = buildSchema(`
  type Query { things: [User!]! }
  type User { id: ID friends: [User] }
`);
const policy: BatchPolicy = {
  windowMs: 20,
  sharing: "REQUEST",
  onFailure: "TOGETHER",
  owner: "us",
};

interface Case {
  readonly place?: ConnectorPlace;
  readonly isBatched?: boolean;
  readonly policies?: Readonly<Record<string, BatchPolicy>>;
  readonly operator?: Partial<SourceRules>;
}

function rulesOf({ place, isBatched = true, policies = {}, operator }: Case) {
  const batch = isBatched ? { maxSize: undefined } : undefined;
  const connector = connectorOf({ ...(place && { place }), batch });
  return readBatchRules(
    connector,
    { policies: { batch: new Map(Object.entries(policies)) }, schema },
    { windowMs: undefined, lanes: {}, callsPerOperation: 7, ...operator },
  );
}

test("without any rule nothing waits, all of a scope share, and batches are halved", () => {
  expect(rulesOf({})).toEqual({
    windowMs: 0,
    sharing: "SCOPE",
    onFailure: "SPLIT",
    lane: "normal",
    callsPerOperation: 7,
  });
});

describe("@batch", () => {
  const rules = { windowMs: 20, sharing: "REQUEST", onFailure: "TOGETHER" };

  test("counts on the field", () => {
    expect(rulesOf({ policies: { "Query.things": policy } })).toMatchObject(rules);
  });

  test.each<[string, ConnectorPlace | undefined]>([
    ["a field returns", undefined],
    ["is fetched itself", { kind: "object", typeName: "User" }],
  ])("counts on the type that %s", (_what, place) => {
    expect(rulesOf({ ...(place && { place }), policies: { User: policy } })).toMatchObject(rules);
  });

  test("counts on the field before it does on the type", () => {
    const own = { ...policy, windowMs: 5 };
    expect(rulesOf({ policies: { User: policy, "Query.things": own } }).windowMs).toBe(5);
  });

  test.each<[string, ConnectorPlace]>([
    ["a field", { kind: "field", typeName: "User", fieldName: "hidden" }],
    ["a type", { kind: "field", typeName: "Hidden", fieldName: "things" }],
  ])("is not there for %s that callers do not see", (_what, place) => {
    expect(rulesOf({ place, policies: { User: policy } }).sharing).toBe("SCOPE");
  });
});

describe("the operator's window", () => {
  test("holds where the schema has none", () => {
    expect(rulesOf({ operator: { windowMs: 7 } }).windowMs).toBe(7);
  });

  test.each([
    [7, 7],
    [0, 0],
    [30, 20],
  ])("may only be shorter than the schema's: %i makes 20 to %i", (windowMs, expected) => {
    const policies = { User: policy };
    expect(rulesOf({ policies, operator: { windowMs } }).windowMs).toBe(expected);
  });

  test("is none for a connector that asks for one key at a time", () => {
    const policies = { User: policy };
    expect(rulesOf({ policies, isBatched: false, operator: { windowMs: 7 } }).windowMs).toBe(0);
  });
});

describe("the operator's sharing", () => {
  test("keeps requests apart that the schema lets share", () => {
    expect(rulesOf({ operator: { sharing: "REQUEST" } }).sharing).toBe("REQUEST");
    const policies = { User: { ...policy, sharing: "SCOPE" as const } };
    expect(rulesOf({ policies, operator: { sharing: "REQUEST" } }).sharing).toBe("REQUEST");
  });

  test("never lets those share that the schema keeps apart", () => {
    const policies = { User: policy };
    expect(rulesOf({ policies, operator: { sharing: "SCOPE" } }).sharing).toBe("REQUEST");
    expect(rulesOf({ operator: { sharing: "SCOPE" } }).sharing).toBe("SCOPE");
  });
});

test("a connector has the lane that the operator gives it by its id", () => {
  expect(rulesOf({ operator: { lanes: { "Query.things": "background" } } }).lane).toBe(
    "background",
  );
  expect(rulesOf({ operator: { lanes: { "Query.others": "background" } } }).lane).toBe("normal");
});
