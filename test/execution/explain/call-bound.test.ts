import { getOperationAST, parse } from "graphql";
import { describe, expect, test } from "vitest";

import { readContractFromFiles } from "../../../src/contract/read-contract.ts";
import { createLazyLookup } from "../../../src/contract/lazy-lookup.ts";
import { createCallBound } from "../../../src/execution/explain/call-bound.ts";
import { KeyEncoders } from "../../../src/execution/key-encoders.ts";
import { ListSizes } from "../../../src/execution/list-sizes.ts";
import { compilePlan } from "../../../src/execution/planner.ts";
import { everythingMet } from "../../../src/execution/refusals.ts";

const contract = readContractFromFiles([
  {
    file: "schema.graphql",
    text: `
      extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
        @source(name: "users", http: { baseURL: "http://users.test" })
        @source(name: "posts", http: { baseURL: "http://posts.test" })
      type Query {
        user(id: ID!): User @connect(source: "users", http: { GET: "/users/{$args.id}" }, selection: "id posts { id }")
        post(id: ID): Post @connect(source: "posts", http: { GET: "/posts/{$args.id}" }, selection: "id")
        now: Int @connect(selection: "$(7)")
        late(id: ID!): Int @lazy(reason: "dear") @connect(source: "users", http: { GET: "/late/{$args.id}" }, selection: "$")
      }
      type Mutation {
        rename(id: ID!): ID @connect(source: "users", http: { POST: "/users/{$args.id}" }, selection: "$.id")
      }
      type User @freshness(ttl: "1m") { id: ID! posts: [Post] }
      type Post @freshness(ttl: "1m") @connect(source: "posts", http: { GET: "/posts/{$this.id}" }, selection: "id title") { id: ID! title: String }
    `,
  },
]);

function refusalOf(query: string, limits: Record<string, number>, variables = {}) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined) throw new Error("no operation");
  const basis = {
    contract,
    resolvers: {},
    keyEncoders: new KeyEncoders(),
    lazyOf: createLazyLookup(contract),
    listSizes: new ListSizes(),
  };
  const planned = { operation, conditions: {}, inParts: true, met: everythingMet };
  const plan = compilePlan(basis, document, planned);
  const bound = createCallBound({
    sourceNameOf: ({ source }) => source?.name ?? "",
    limitOf: (name) => limits[name] ?? 100,
  });
  const refusal = bound(plan, variables);
  // The second time it is known what the plan costs.
  expect(bound(plan, variables)?.message).toBe(refusal?.message);
  return refusal;
}

describe("an operation is refused before its first call", () => {
  test("when the fields of its root make more calls to a source than it may", () => {
    const query = "{ a: user(id: 1) { id } b: user(id: 2) { id } c: user(id: 3) { id } }";
    expect(refusalOf(query, { users: 2 })).toMatchObject({
      code: "TOO_MANY_CALLS",
      message: expect.stringMatching(
        /may cause 2 calls to the source "users", and this one causes 3 /,
      ),
      extensions: { service: "users" },
    });
    expect(refusalOf(query, { users: 3 })).toBeUndefined();
    expect(refusalOf(query, { posts: 1 })).toBeUndefined();
  });

  test("counting equal calls once, also where only the variables tell that they are equal", () => {
    const query =
      "query ($a: ID!, $b: ID!) { a: user(id: $a) { id } b: user(id: $b) { id } c: user(id: 1) { id } }";
    expect(refusalOf(query, { users: 1 }, { a: "1", b: "1" })).toBeUndefined();
    expect(refusalOf(query, { users: 1 }, { a: "1", b: "2" })?.message).toMatch(/causes 2 /);
    expect(refusalOf(query, { users: 2 }, { a: "2", b: "3" })?.message).toMatch(/causes 3 /);
  });

  test("when mutations are more than it may make, equal or not", () => {
    const query = "mutation { a: rename(id: 1) b: rename(id: 1) }";
    expect(refusalOf(query, { users: 1 })?.message).toMatch(/causes 2 /);
    expect(refusalOf(query, { users: 2 })).toBeUndefined();
  });

  test("also for what is lazy or deferred: it is called all the same", () => {
    const query = "{ late(id: 1) user(id: 2) { id } ... @defer { other: user(id: 3) { id } } }";
    expect(refusalOf(query, { users: 2 })?.message).toMatch(/causes 3 /);
  });
});

describe("an operation is let through", () => {
  test("however many items its lists may have: nobody knows that before", () => {
    const query = "{ user(id: 1) { posts { title } } }";
    expect(refusalOf(query, { users: 1, posts: 1 })).toBeUndefined();
  });

  test("for fields that make no call", () => {
    expect(refusalOf("{ a: now b: now }", { "": 1 })).toBeUndefined();
  });

  test("when its arguments are wrong: then it says so, and asks nothing", () => {
    const query = "query ($a: ID) { a: user(id: $a) { id } b: user(id: 2) { id } }";
    expect(refusalOf(query, { users: 1 }, {})).toBeUndefined();
  });
});
