import { describe, expect, test } from "vitest";

import { ProblemsError } from "../../src/kernel/problem.ts";
import { readContract } from "../../src/contract/read-contract.ts";
import { markedProblemsOf, problemAtMarker, problemsOf } from "./support/problems-of.ts";

const get = (selection: string) =>
  `@connect(http: { GET: "https://x.dev" }, selection: "${selection}")`;

const namesSetting: unknown = expect.stringContaining("`cache.requireTtl` makes this an error");

describe("a type without a ttl", () => {
  const sdl = `
    type Query {
      p: P ${get("id")}
      ps: [P!] ${get("id")}
      q: Q @freshness(ttl: "1s") ${get("id")}
      r: R ${get("id inner { x }")}
      u: U ${get("__typename id inner { x }")}
      c: C @connect(selection: "id: 1")
    }
    type Mutation { s: S ${get("id")} }
    type T @connect(http: { GET: "https://x.dev/{$this.id}" }, selection: "id") { id: ID, n: Int ${get("$this.id")} }
    type P { id: ID }
    type Q { id: ID }
    type R @freshness(ttl: "0s") { id: ID inner: Inner }
    type Inner { x: Int }
    type S { id: ID }
    type C { id: ID }
    union U = P | R
  `;

  test("is named once, with all connectors that return it, inside of others too", () => {
    const problems = problemsOf(sdl);
    expect(problems.map(({ code, severity, message }) => `${severity} ${code} ${message}`)).toEqual(
      [
        "warning MISSING_TTL T has no @freshness, so what holds it is never kept: T.",
        "warning MISSING_TTL P has no @freshness, so what holds it is never kept: Query.p, Query.ps, Query.u.",
        "warning MISSING_TTL Inner has no @freshness, so what holds it is never kept: Query.r, Query.u.",
      ],
    );
    expect(problems.map(({ origin }) => origin?.line)).toEqual([11, 12, 15]);
  });

  test("is an error where a ttl is required, and its help names the setting that requires it", () => {
    const required = { code: "MISSING_TTL", severity: "error", help: namesSetting };
    expect(problemsOf(sdl, { requireTtl: true })).toMatchObject([required, required, required]);
    expect(problemsOf(sdl)).not.toContainEqual(expect.objectContaining({ help: namesSetting }));
  });

  test("of many connectors names some, and says how many more", () => {
    const fields = Array.from({ length: 10 }, (_, index) => `f${index}: P ${get("id")}`);
    const [problem] = problemsOf(`type Query { ${fields.join(" ")} } type P { id: ID }`);
    expect(problem?.message).toMatch(/: Query\.f0, .*Query\.f7, and 2 more\.$/);
  });
});

describe("a root field that returns no object, without a ttl", () => {
  const sdl = `
    type Query {
      n: Int ${get("$.n")}
      ns: [E!]! ${get("$.ns")} ${get("$.ns")}
      inherits: ID @cacheControl(inheritMaxAge: true) ${get("$.id")}
      scoped: Any @cacheControl(scope: PRIVATE) ${get("$.id")}
      never: Int @freshness(ttl: "0s") ${get("$.n")}
      kept: [Int] @freshness(ttl: "1s") ${get("$.n")}
      aged: Int @cacheControl(maxAge: 1) ${get("$.n")}
      local: Int @connect(selection: "$(1)")
      resolved: Int
    }
    type Mutation { m: Int ${get("$.n")} }
    type T @freshness(ttl: "1s") { id: ID, n: Int ${get("$.n")} }
    type Untold { id: ID, n: Int ${get("$.n")} }
    scalar Any
    enum E { A }
  `;
  const options = { resolvers: { has: () => true } };

  test("is named once, and nothing that inherits, or is never kept anyway", () => {
    const problems = problemsOf(sdl, options);
    expect(problems.map(({ severity, code, message }) => [severity, code, message])).toEqual(
      ["n", "ns", "inherits", "scoped"].map((name) => [
        "warning",
        "MISSING_TTL",
        `Query.${name} has no @freshness, and returns no type that has one, so what it returns is never kept.`,
      ]),
    );
    expect(problems.map(({ origin }) => [origin?.line, origin?.column])).toEqual(
      [3, 4, 5, 6].map((line) => [line, 7]),
    );
  });

  test("is an error where a ttl is required", () => {
    const severities = problemsOf(sdl, { ...options, requireTtl: true }).map(
      ({ severity }) => severity,
    );
    expect(severities).toEqual(["error", "error", "error", "error"]);
  });
});

test("the demo's schema promises all that it must, and nothing in vain", () => {
  const resolvers = new Set(["Query.greet"]);
  expect(readContract({ path: "schema/demo", resolvers, requireTtl: true }).problems).toEqual([]);
  expect(() => readContract({ path: "schema/demo", requireTtl: true })).toThrow(ProblemsError);
});

describe("without effect", () => {
  test.each([
    [
      "is a window after a ttl of 0",
      'type P @freshness(ttl: "0s", staleWhileRevalidate: ▲"1m") { id: ID }',
      "`staleWhileRevalidate` has no effect",
    ],
    [
      "are missing items with a ttl of 0",
      'type P { id: ID @freshness(ttl: "0s", missingTtl: ▲"1m") }',
      "`missingTtl` has no effect",
    ],
    [
      "is all that a field of an interface says",
      'interface P { id: ID ▲@freshness(ttl: "1s") }',
      '"P.id" says how long',
    ],
    [
      "is a tag that stands twice",
      'type P @freshness(ttl: "1s", tags: ["a", "b", ▲"a"]) { id: ID }',
      '"a" stands here again',
    ],
    [
      "is a promise of a mutation",
      'type P { id: ID }\ntype Mutation { m: P ▲@freshness(ttl: "1s") }',
      '"Mutation.m" says how long',
    ],
    [
      "is a tag that inserts an argument which no connector reads",
      `type P { id: ID, n(of: ID, as: ID): Int @cacheTag(format: "p-{$args.of}-▲{$args.as}") ${get("$args.of")} }`,
      'none on "P.n" reads $args.as',
    ],
    [
      "is a tag that inserts an argument of a field without a connector",
      'type P { id: ID, n(of: ID): Int @freshness(ttl: "1s", tags: ["a", "▲{$args.of}"]) }',
      'none on "P.n" reads $args.of',
    ],
  ])("%s", (_name, sdl, says) => {
    const whole = `type Query { p: Int }\n${sdl}`;
    const options = { resolvers: { has: () => true } };
    expect(markedProblemsOf(whole, options)).toEqual(
      problemAtMarker(whole, { code: "FRESHNESS_UNUSED", severity: "warning", says }),
    );
  });
});

const tag = (path: string) => `@freshness(ttl: "1s", tags: ["p-{$args.${path}}"])`;

test("tags may insert all that makes the key of a connector: a part of an argument, or a whole key", () => {
  const problems = problemsOf(`
    type Query {
      a(where: Where): P ${tag("where.id.x")} @connect(http: { GET: "https://x.dev/{$args.where.id}" }, selection: "id")
      b(where: Where): P ${tag("where.id")} @connect(http: { POST: "https://x.dev", body: "$args" }, selection: "id")
      c(id: ID!): P ${tag("id")} @connect(http: { GET: "https://x.dev" }, selection: "id", entity: true)
    }
    input Where { id: Any }
    scalar Any
    type P { id: ID! }`);
  expect(problems).toEqual([]);
});
