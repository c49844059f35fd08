import { describe, expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";
import { markedProblemsOf, problemAtMarker, problemsOf } from "./support/problems-of.ts";

const get = (selection: string, path = "") =>
  `@connect(http: { GET: "https://x.dev/${path}" }, selection: "${selection}")`;

/** Says who asks, so that what is private can be kept. */
const getAsCaller = (selection: string) =>
  `@connect(http: { GET: "https://x.dev/", headers: [{ name: "Authorization", from: "Authorization" }] }, selection: "${selection}")`;

function ruleOf(sdl: string, id = "Query.q") {
  const rules = contractOf(sdl).freshness.get(id);
  return rules && { seconds: rules.ttlMs / 1000, isPrivate: rules.isPrivate };
}

const shared = (seconds: number) => ({ seconds, isPrivate: false });
const personal = (seconds: number) => ({ seconds, isPrivate: true });

const returning = (ofField: string, ofType: string) =>
  `type Query { q: P ${ofField} ${get("id")} } type P ${ofType} { id: ID }`;

const nested = (ofInner: string) => `
      type Query { q: P ${get("id inner { x }")} }
      type P @cacheControl(maxAge: 60) { id: ID, inner: Inner ${ofInner} }
      type Inner { x: Int, y: Int @cacheControl(maxAge: 1) }`;

const scalars = (selection: string) => `
      type Query { q: P ${get(selection)} }
      type P @cacheControl(maxAge: 60) { id: ID, votes: Int @cacheControl(maxAge: 30), mine: Int @cacheControl(scope: PRIVATE) }`;

const connectedInside = (ofParent: string) => `
      type Query { x: Int }
      type P ${ofParent} { id: ID, inner: Inner ${get("x", "{$this.id}")} }
      type Inner @cacheControl(inheritMaxAge: true) { x: Int }`;

const members = (ofUnion: string) => `
      type Query { q: P ${get("id")} }
      union U ${ofUnion} = P
      type P { id: ID }`;

describe("@cacheControl", () => {
  test.each([
    ["on a type", "", "@cacheControl(maxAge: 60)", shared(60)],
    ["on a field", "@cacheControl(maxAge: 60)", "", shared(60)],
    [
      "on both: the field's wins",
      "@cacheControl(maxAge: 90)",
      "@cacheControl(maxAge: 60)",
      shared(90),
    ],
    [
      "a scope on the field alone",
      "@cacheControl(scope: PRIVATE)",
      "@cacheControl(maxAge: 60)",
      personal(60),
    ],
    [
      "a scope on the type alone",
      "@cacheControl(maxAge: 5)",
      "@cacheControl(scope: PRIVATE)",
      personal(5),
    ],
    [
      "a field that takes a scope back",
      "@cacheControl(scope: PUBLIC)",
      "@cacheControl(maxAge: 60, scope: PRIVATE)",
      shared(60),
    ],
    ["0", "", "@cacheControl(maxAge: 0)", undefined],
    ["no age anywhere", "@cacheControl", "@cacheControl(scope: PRIVATE)", undefined],
    ["nothing to inherit from", "@cacheControl(inheritMaxAge: true)", "", undefined],
    [
      "a type's age before what a field inherits",
      "@cacheControl(inheritMaxAge: true)",
      "@cacheControl(maxAge: 60)",
      shared(60),
    ],
  ])("%s", (_name, ofField, ofType, expected) => {
    expect(ruleOf(returning(ofField, ofType))).toEqual(expected);
  });

  test("of an object inside: 0 without one, or that of what holds it", () => {
    expect(ruleOf(nested(""))).toBeUndefined();
    expect(ruleOf(nested("@cacheControl(inheritMaxAge: true)"))).toEqual(shared(60));
    expect(ruleOf(nested("@cacheControl(maxAge: 20, scope: PRIVATE)"))).toEqual(personal(20));
  });

  test("of a scalar inside shortens; without one it inherits", () => {
    expect(ruleOf(scalars("id"))).toEqual(shared(60));
    expect(ruleOf(scalars("id votes"))).toEqual(shared(30));
    expect(ruleOf(scalars("id mine"))).toEqual(personal(60));
  });

  test("inherits from the type that a field with a connector stands on", () => {
    expect(ruleOf(connectedInside("@cacheControl(maxAge: 60, scope: PRIVATE)"), "P.inner")).toEqual(
      personal(60),
    );
    expect(
      ruleOf(connectedInside("@cacheControl(inheritMaxAge: true)"), "P.inner"),
    ).toBeUndefined();
  });

  test("of an interface or union holds for its members", () => {
    expect(ruleOf(members("@cacheControl(maxAge: 9, scope: PRIVATE)"))).toEqual(personal(9));
  });

  test("gives no missing items and no stale windows: those are for @freshness to say", () => {
    expect(
      contractOf(returning("", "@cacheControl(maxAge: 60)")).freshness.get("Query.q"),
    ).toMatchObject({
      staleWhileRevalidateMs: 0,
      staleIfErrorMs: 0,
      missingTtlMs: 0,
    });
  });
});

describe("@cacheTag", () => {
  test("may stand several times, on types and fields, and inserts keys and arguments", () => {
    const { freshness, policies } = contractOf(`
      type Query { q(id: ID): P @cacheTag(format: "q") @cacheTag(format: "q-{$args.id}") ${get("id", "{$args.id}")} }
      type P @freshness(ttl: "1s") @cacheTag(format: "p-{$key.id}") @cacheTag(format: "ps") { id: ID }`);
    const tags = freshness.get("Query.q")?.tagsOf?.({ args: { id: 3 }, this: {} }, { id: 4 });
    expect(tags?.toSorted()).toEqual(["p-4", "ps", "q", "q-3"]);
    expect(policies.freshness.get("Query.q")?.ttlMs).toBeUndefined();
  });

  test("alone keeps nothing", () => {
    expect(
      ruleOf(`type Query { q: P ${get("id")} } type P @cacheTag(format: "ps") { id: ID }`),
    ).toBeUndefined();
  });
});

const federation = (rest: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12"${rest})`;

describe("both may be", () => {
  const uses = `type Query { q: P ${getAsCaller("id")} }
    type P @CONTROL(maxAge: 60, scope: PRIVATE) @TAG(format: "ps") { id: ID }`;
  const definitions = `
    enum CacheControlScope { PUBLIC PRIVATE }
    directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
    directive @cacheTag(format: String!) repeatable on FIELD_DEFINITION | OBJECT`;
  test.each([
    ["undefined", "", "cacheControl", "cacheTag"],
    ["defined in the schema", definitions, "cacheControl", "cacheTag"],
    ["linked", federation(', import: ["@cacheControl", "@cacheTag"]'), "cacheControl", "cacheTag"],
    [
      "linked under other names",
      federation(
        ', import: [{ name: "@cacheControl", as: "@age" }, { name: "@cacheTag", as: "@label" }]',
      ),
      "age",
      "label",
    ],
    [
      "named with the prefix of a link",
      federation(""),
      "federation__cacheControl",
      "federation__cacheTag",
    ],
  ])("%s", (_name, before, control, tag) => {
    const sdl = `${before}\n${uses.replace("CONTROL", control).replace("TAG", tag)}`;
    expect(problemsOf(sdl)).toEqual([]);
    const { freshness, schema } = contractOf(sdl);
    expect(freshness.get("Query.q")).toMatchObject({ ttlMs: 60_000, isPrivate: true });
    expect(freshness.get("Query.q")?.tagsOf?.({ args: {}, this: {} }, null)).toEqual(["ps"]);
    expect(schema.getType("CacheControlScope")).toBeUndefined();
  });
});

const at = (directives: string) =>
  `type Query { q: P ${get("id")} }\ntype P @freshness(ttl: "9s", tags: ["a"]) ${directives} { id: ID }`;

describe("beside @freshness", () => {
  test.each([
    [
      "an age is told to have no effect",
      at("▲@cacheControl(maxAge: 60)"),
      "has no effect.\nRemove `@cacheControl`: `@freshness` says it all.",
    ],
    [
      "an age is to go, and not the scope that holds",
      at("▲@cacheControl(maxAge: 60, scope: PUBLIC)"),
      "Remove `maxAge` from `@cacheControl`, and keep its `scope`",
    ],
    [
      "what is inherited is to go, and not the scope that holds",
      at("▲@cacheControl(inheritMaxAge: true, scope: PUBLIC)"),
      "Remove `inheritMaxAge` from `@cacheControl`, and keep its `scope`",
    ],
    ["tags are told to have no effect", at('▲@cacheTag(format: "b")'), "the tags"],
  ])("%s", (_name, sdl, says) => {
    expect(markedProblemsOf(sdl)).toEqual(
      problemAtMarker(sdl, { code: "FRESHNESS_OVERRIDES", severity: "warning", says }),
    );
    const rules = contractOf(sdl.replace("▲", "")).freshness.get("Query.q");
    expect(rules?.ttlMs).toBe(9000);
    expect(rules?.tagsOf?.({ args: {}, this: {} }, null)).toEqual(["a"]);
  });

  test.each(["PRIVATE", "PUBLIC"])("a scope alone, %s, is nothing to warn of", (scope) => {
    const problems = problemsOf(at(`@cacheControl(scope: ${scope})`));
    expect(problems.filter(({ code }) => code === "FRESHNESS_OVERRIDES")).toEqual([]);
  });

  test("PRIVATE stays private, and tags hold where @freshness has none: it says nothing of them", () => {
    const sdl = `type Query { q: P ${getAsCaller("id")} }
      type P @freshness(ttl: "9s") @cacheControl(scope: PRIVATE) @cacheTag(format: "b") { id: ID }`;
    expect(problemsOf(sdl)).toEqual([]);
    const rules = contractOf(sdl).freshness.get("Query.q");
    expect(rules).toMatchObject({ ttlMs: 9000, isPrivate: true });
    expect(rules?.tagsOf?.({ args: {}, this: {} }, null)).toEqual(["b"]);
  });
});

const marked = (url: string, rest = "") =>
  `▲@connect(http: { GET: "https://x.dev/${url}"${rest} }, selection: "id")`;
const account = (connector: string, ttl = 60) => `
  type Query { q(id: ID): P ${connector} }
  type P @cacheControl(maxAge: ${ttl}, scope: PRIVATE) { id: ID }`;
const fieldInside = `
  type Query { x: Int }
  type P @freshness(ttl: "9s") { id: ID, mine: Int @cacheControl(scope: PRIVATE) ▲${get("$.mine", "{$this.id}")} }`;

describe("what is private", () => {
  test.each([
    ["a connector that reads nothing", account(marked("")), "Query.q"],
    ["one that reads only arguments", account(marked("{$args.id}")), "Query.q"],
    [
      "one that sends the same header for all",
      account(marked("", ', headers: [{ name: "X-Key", value: "{$config.key}" }]')),
      "Query.q",
    ],
    ["one of a field inside", fieldInside, "P.mine"],
  ])("is never kept by %s, and that is told", (_name, sdl, id) => {
    expect(markedProblemsOf(sdl, { resolvers: { has: () => true } })).toEqual(
      problemAtMarker(sdl, {
        code: "FRESHNESS_UNUSED",
        severity: "warning",
        says: `"${id}" reads nothing that tells callers apart`,
      }),
    );
  });

  test.each([
    ["a header of the caller", account(getAsCaller("id"))],
    ["a header inside of a text", account(marked("{$request.headers.x->first}"))],
    ["the context", account(marked("{$context.user}"))],
    ["nothing, and is not kept anyway", account(marked(""), 0)],
  ])("is no problem of a connector that reads %s", (_name, sdl) => {
    expect(markedProblemsOf(sdl)).toEqual([]);
  });

  test("by a source that sends who asks is kept", () => {
    const source =
      'schema @source(name: "s", http: { baseURL: "https://x.dev", headers: [{ name: "X-Me", from: "X-Me" }] }) { query: Query }';
    const sent = '@connect(source: "s", http: { GET: "/" }, selection: "id")';
    expect(problemsOf(`${source}\n${account(sent)}`)).toEqual([]);
  });
});

describe("wrong arguments", () => {
  test.each([
    ["an age below 0", "@cacheControl(maxAge: ▲-1)", "INVALID_VALUE", "0 or more; it is -1"],
    ["an age that is text", '@cacheControl(maxAge: ▲"1m")', "INVALID_VALUE", "Expected Int"],
    [
      "an age to have and to inherit",
      "@cacheControl(maxAge: 1, inheritMaxAge: ▲true)",
      "INVALID_VALUE",
      "it has both",
    ],
    [
      "a scope that there is not",
      "@cacheControl(scope: ▲SECRET)",
      "INVALID_VALUE",
      "one of PUBLIC, PRIVATE",
    ],
    [
      "an argument that there is not",
      "@cacheControl(▲ttl: 1)",
      "UNKNOWN_ARGUMENT",
      "maxAge, scope, inheritMaxAge",
    ],
    [
      "two at one place",
      "@cacheControl(maxAge: 1) ▲@cacheControl(maxAge: 2)",
      "DIRECTIVE_REPEATED",
      "more than once",
    ],
    ["no format", "▲@cacheTag", "MISSING_ARGUMENT", '"format"'],
    [
      "a tag that inserts an argument on a type",
      '@cacheTag(format: "p-▲{$args.id}")',
      "INVALID_TAG",
      "{$key.…}; this inserts {$args.id}",
    ],
    [
      "a tag that inserts what there is not",
      '@cacheTag(format: "p-▲{$key.nr}")',
      "INVALID_TAG",
      'P has no "nr"',
    ],
  ])("%s", (_name, directives, code, says) => {
    const sdl = `type Query { q: P ${get("id")} }\ntype P ${directives} { id: ID }`;
    expect(markedProblemsOf(sdl)).toEqual(problemAtMarker(sdl, { code, says }));
  });

  test("a tag of a field inserts its arguments, or fields of what it returns", () => {
    const sdl = `type Query { q(id: ID): P @cacheTag(format: "▲{$this.id}") ${get("id", "{$args.id}")} }\ntype P @freshness(ttl: "1s") { id: ID }`;
    expect(markedProblemsOf(sdl)).toEqual(
      problemAtMarker(sdl, { code: "INVALID_TAG", says: "{$key.…} or {$args.…}" }),
    );
  });
});
