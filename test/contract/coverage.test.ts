import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker, problemsOf } from "./support/problems-of.ts";
import type { Expected, Files } from "./support/problems-of.ts";

const get = (path: string) => `http: { GET: "https://x.dev/${path}" }`;
const unresolvable = (says: string): Expected => ({ code: "UNRESOLVABLE_FIELD", says });

const bad: readonly (readonly [string, Files | string, Expected])[] = [
  [
    "a root field with neither connector nor resolver",
    "type Query { ▲a: Int }",
    unresolvable("neither a connector nor a custom resolver"),
  ],
  [
    "a mutation with neither connector nor resolver",
    `type Query { a: Int @connect(${get("a")}, selection: "$.a") }\ntype Mutation { ▲b: Int }`,
    unresolvable('"Mutation.b"'),
  ],
  [
    "a field that the only connector leaves out",
    `type Query { p: P @connect(${get("p")}, selection: "id") }\ntype P { id: ID ▲name: String }`,
    unresolvable("Query.p returns P without it"),
  ],
  [
    "a field of a nested object",
    `type Query { p: P @connect(${get("p")}, selection: "id address { city }") }
     type P { id: ID address: Address }
     type Address { city: String ▲street: String }`,
    unresolvable("Query.p returns Address without it"),
  ],
  [
    "a field whose connector's key is not known",
    `type Query { p: P @connect(${get("p")}, selection: "name") }
     type P @connect(${get("{$this.code}")}, selection: "name size") { name: String code: ID @external ▲size: Int }`,
    unresolvable("no connector can fetch it with what is known there"),
  ],
  [
    "a field whose own connector reads what is not known",
    `type Query { p: P @connect(${get("p")}, selection: "name") }
     type P { name: String code: ID @inaccessible ▲size: Int @connect(${get("{$this.code}")}, selection: "$.size") }`,
    unresolvable("Its connector reads fields of P"),
  ],
  [
    "a field whose connector reads what an object inside must first be filled with",
    `type Query { p: P @connect(${get("p")}, selection: "org { id }") }
     type P @connect(${get("{$this.org.code}")}, selection: "name") { ▲name: String org: Org }
     type Org @connect(${get("org/{$this.id}")}, selection: "id code") { id: ID code: ID }`,
    unresolvable("no connector can fetch it with what is known there"),
  ],
  [
    "a field whose connector reads what only a connector with arguments brings",
    `type Query { p: P @connect(${get("p")}, selection: "id") }
     type P @connect(${get("{$this.code}")}, selection: "name") {
       id: ID ▲name: String code(of: ID): ID @connect(${get("code/{$this.id}/{$args.of}")}, selection: "$.code")
     }`,
    unresolvable("no connector can fetch it with what is known there"),
  ],
  [
    "a field of one member of a union",
    `type Query { m: M @connect(${get("m")}, selection: """
       ... kind->match(["a", { __typename: "A", x }], ["b", { __typename: "B", y }])
     """) }
     union M = A | B | C
     type A { x: Int }
     type B { y: Int ▲z: Int }
     type C { w: Int }`,
    unresolvable("Query.m returns B without it"),
  ],
  [
    "a field of one member of a union, beside one that a connector fills with what it does not name",
    `type Query { m: M @connect(${get("m")}, selection: """
       ... kind->match(["a", { __typename: "A", id }], ["b", { __typename: "B", id }])
     """) }
     union M = A | B
     type A @connect(${get("{$this.id}")}, selection: "... $.data ...{ id }") { id: ID x: Int }
     type B { id: ID ▲z: Int }`,
    unresolvable("Query.m returns B without it"),
  ],
  [
    "a field that no object has of those that hold each other, once",
    `type Query { p: P @connect(${get("p")}, selection: "id") }
     type P @connect(${get("{$this.id}")}, selection: "id parent: { id: parentId }") { id: ID ▲name: String parent: P }`,
    unresolvable("Query.p returns P without it"),
  ],
];

const good: readonly (readonly [string, string])[] = [
  [
    "fields that a connector on the type fills in by a key the selection writes",
    `type Query { p: P @connect(${get("p")}, selection: "title user: { id: userId }") }
     type P { title: String user: User }
     type User @connect(${get("{$this.id}")}, selection: "id name") { id: ID name: String }`,
  ],
  [
    "a key that another connector fetches first",
    `type Query { p: P @connect(${get("p")}, selection: "id") }
     type P
       @connect(${get("a/{$this.id}")}, selection: "id code")
       @connect(${get("b/{$this.code}")}, selection: "code name") { id: ID code: ID name: String }`,
  ],
  [
    "a key inside an object",
    `type Query { p: P @connect(${get("p")}, selection: "org { id }") }
     type P @connect(${get("{$this.org.id}")}, selection: "name") { name: String org: Org }
     type Org { id: ID }`,
  ],
  [
    "a field whose own connector gives another one its key",
    `type Query { p: P @connect(${get("p")}, selection: "id") }
     type P @connect(${get("{$this.code}")}, selection: "name") {
       id: ID name: String code: ID @connect(${get("code/{$this.id}")}, selection: "$.code")
     }`,
  ],
  [
    "a type found by a Query field with entity: true",
    `type Query {
       user(id: ID!): User @connect(entity: true, ${get("{$args.id}")}, selection: "id name")
       first: User @connect(${get("first")}, selection: "id")
     }
     type User { id: ID name: String }`,
  ],
  [
    "an interface whose objects a selection tells apart by a type name in the data",
    `type Query { n: Node @connect(${get("n")}, selection: "__typename: kind id x y") }
     interface Node { id: ID }
     type A implements Node { id: ID x: Int }
     type B implements Node { id: ID y: Int }`,
  ],
  [
    "a selection that passes on what it does not name",
    `type Query { p: P @connect(${get("p")}, selection: "... $.data ...{ id }") }\ntype P { id: ID name: String }`,
  ],
  [
    "a type that a connector fills with what it does not name",
    `type Query { p: P @connect(${get("p")}, selection: "id") }
     type P @connect(${get("{$this.id}")}, selection: "... $.data ...{ id }") { id: ID name: String }`,
  ],
  [
    "a field whose connector reads all that is known of its parent",
    `type Query { p: P @connect(${get("p")}, selection: "id") }
     type P { id: ID size: Int @connect(http: { POST: "https://x.dev", body: "$this" }, selection: "$.size") }`,
  ],
  [
    "an object that a selection writes in one of two ways",
    `type Query { p: P @connect(${get("p")}, selection: """
       ... kind->match(
         ["a", { id, address: home { city } }],
         ["b", { id: code, address: work { street } }],
       )
     """) }
     type P { id: ID address: Address }
     type Address { city: String street: String }`,
  ],
  [
    "an interface of an interface",
    `type Query { n: Node @connect(${get("n")}, selection: "__typename id") }
     interface Node { id: ID }
     interface Named implements Node { id: ID }
     type A implements Named & Node { id: ID }`,
  ],
  [
    "what is always null, or an empty list",
    `type Query { p: P @connect(selection: "null") ps: [P] @connect(selection: "$([])") q: Q @connect(selection: "p: null") }
     type P { id: ID } type Q { p: P }`,
  ],
  [
    "hidden and external fields",
    `type Query { p: P @connect(${get("p")}, selection: "id") }
     type P { id: ID a: Int @inaccessible b: Int @external }`,
  ],
  [
    "a type that nothing returns",
    `type Query { a: Int @connect(${get("a")}, selection: "$.a") }\ntype P { id: ID }`,
  ],
  [
    "the same shape met again and again",
    `type Query { p: P @connect(${get("p")}, selection: "id parent: { id: parentId }") }
     type P @connect(${get("{$this.id}")}, selection: "id name parent: { id: parentId }") { id: ID name: String parent: P }`,
  ],
];

describe("refuses", () => {
  test.each(bad)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files)).toEqual(problemAtMarker(files, expected));
  });
});

const balance = (selection: string) => `
  type Query { balance: Balance @connect(${get("balance")}, selection: "${selection}") }
  type Balance { available: [Money] reserved: Money pending: Money }
  type Money { amount: Int ▲source: Source hidden: Int @inaccessible }
  type Source { card: Int }`;

describe("of a type without a key, what a connector selects at one place and not at another", () => {
  test("is null there, and told once", () => {
    expect(
      markedProblemsOf(
        balance(
          "available { amount source { card } hidden } reserved { amount } pending { amount }",
        ),
      ),
    ).toEqual(
      problemAtMarker(balance(""), {
        code: "FIELD_LEFT_OUT",
        severity: "warning",
        says: 'Query.balance selects "Money.source" for one Money and leaves it out for another',
      }),
    );
  });

  test("is refused where it selects it nowhere", () => {
    expect(
      markedProblemsOf(balance("available { amount } reserved { amount } pending { amount }")),
    ).toEqual(problemAtMarker(balance(""), unresolvable("Query.balance returns Money without it")));
  });

  test("is refused where only another connector selects it", () => {
    const files = `
      type Query {
        some: Money @connect(${get("some")}, selection: "amount")
        all: Money @connect(${get("all")}, selection: "amount currency")
      }
      type Money { amount: Int ▲currency: String }`;
    expect(markedProblemsOf(files)).toEqual(
      problemAtMarker(files, unresolvable("Query.some returns Money without it")),
    );
  });

  test("is of the connector that brings it, not of the one around it", () => {
    const files = `
      type Query { shop: Shop @connect(${get("shop")}, selection: "id") }
      type Shop @connect(${get("shops/{$this.id}")}, selection: "id a { amount currency } b { amount }") {
        id: ID a: Money b: Money
      }
      type Money { amount: Int ▲currency: String }`;
    expect(markedProblemsOf(files)).toEqual(
      problemAtMarker(files, {
        code: "FIELD_LEFT_OUT",
        severity: "warning",
        says: 'Shop selects "Money.currency"',
      }),
    );
  });
});

describe("can resolve", () => {
  test.each(good)("%s", (_name, sdl) => {
    expect(problemsOf(sdl).filter(({ code }) => code !== "MISSING_TTL")).toEqual([]);
  });

  test("fields with custom resolvers, and all of what they return", () => {
    const sdl = `type Query { p: P q: P @connect(${get("p")}, selection: "id") }
      type P { id: ID name: String friend: P }`;
    const resolvers = new Set(["Query.p", "P.name", "P.friend"]);
    expect(problemsOf(sdl, { resolvers })).toMatchObject([{ code: "MISSING_TTL" }]);
  });
});
