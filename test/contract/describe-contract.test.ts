import { introspectionFromSchema } from "graphql";
import { describe, expect, test } from "vitest";

import type { BatchSettings } from "../../src/contract/batch-in-force.ts";
import { describedSchema, descriptionOf } from "./support/described.ts";

const head = `
  extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
    @source(name: "users", http: { baseURL: "https://secret.example" })
    @source(name: "reviews-api", http: { baseURL: "https://hidden.example" })
`;
const byKey = (more = "") =>
  `@connect(source: "users", http: { GET: "/t", queryParams: "id: $batch.id"${more} }, batch: { maxSize: 100 }, selection: "id a")`;
const get = (selection: string, more = "") =>
  `@connect(source: "users", http: { GET: "/x"${more} }, selection: "${selection}")`;
const authorized = ', headers: [{ name: "Authorization", from: "Authorization" }]';

const typeWith = (connector: string) =>
  `type Query { t: T @connect(selection: "id: 1 a: 2") } type T @cacheControl(inheritMaxAge: true) ${connector} { id: ID a: Int }`;

const waiting = (windowMs: number) => `waiting up to ${windowMs} ms for company`;

/** The description of a coordinate in a schema with these definitions. */
function told(coordinate: string, sdl: string, resolvers: readonly string[] = []) {
  const schema = describedSchema(head + sdl, { resolvers: new Set(resolvers) });
  return descriptionOf(schema, coordinate);
}

describe("the contract of a type", () => {
  const query = `type Query { t: T @connect(source: "users", http: { GET: "/t" }, selection: "id a") }`;

  test("ends what its author says of it, after a blank line, with a line for each part", () => {
    expect(
      told(
        "T",
        `${query} "A thing." type T @freshness(ttl: "5m", owner: "catalogue team") ${byKey()} { id: ID! a: Int }`,
      ),
    ).toBe(
      [
        "A thing.",
        "",
        "Fresh for 5 min. Owner: catalogue team.",
        "From the users API: fetched by key, up to 100 in one call, shared with all callers.",
      ].join("\n"),
    );
  });

  test.each([
    ['ttl: "0s"', "Never kept."],
    ['ttl: "90s"', "Fresh for 1 min 30 s."],
    [
      'ttl: "5m", staleWhileRevalidate: "1m"',
      "Fresh for 5 min, then served up to 1 min stale while it refreshes.",
    ],
    [
      'ttl: "5m", staleIfError: "1h"',
      "Fresh for 5 min, then served up to 1 h stale if its source fails.",
    ],
    [
      'ttl: "5m", staleWhileRevalidate: "1m", staleIfError: "1h"',
      "Fresh for 5 min, then served up to 1 min stale while it refreshes, and up to 1 h if its source fails.",
    ],
    ['ttl: "5m", missingTtl: "30s"', "Fresh for 5 min. Absence is remembered for 30 s."],
    ['ttl: "5m", owner: "the A-team!"', "Fresh for 5 min. Owner: the A-team!"],
  ])("says of @freshness(%s): %s", (said, words) => {
    expect(told("T", `${query} type T @freshness(${said}) { id: ID a: Int }`)).toBe(words);
  });

  test.each([
    ["that nobody promises anything of, where a connector returns it", query, "Never kept."],
    ["that no connector returns", "type Query { t: T }", undefined],
  ])("%s", (_, root, words) => {
    expect(told("T", `${root} type T { id: ID a: Int }`, ["Query.t"])).toBe(words);
  });

  test.each([
    [
      "one that fetches each by itself",
      `@connect(source: "users", http: { GET: "/t/{$this.id}" }, selection: "id a")`,
      "From the users API: one call each.",
    ],
    [
      "one without a declared size",
      `@connect(source: "users", http: { GET: "/t", queryParams: "id: $batch.id" }, selection: "id a")`,
      "From the users API: fetched by key, many in one call, shared with all callers.",
    ],
    [
      "one whose batches have one key",
      `@connect(source: "users", http: { GET: "/t", queryParams: "id: $batch.id" }, batch: { maxSize: 1 }, selection: "id a")`,
      "From the users API: fetched by key, one call each, shared with all callers.",
    ],
    [
      "one without a source, whose host is not told",
      `@connect(http: { GET: "https://secret.example/t", queryParams: "id: $batch.id" }, batch: { maxSize: 9 }, selection: "id a")`,
      "Fetched by key, up to 9 in one call, shared with all callers.",
    ],
    [
      "a source that calls itself an API",
      `@connect(source: "reviews-api", http: { GET: "/t/{$this.id}" }, selection: "id a")`,
      "From the reviews-api: one call each.",
    ],
    ["one that makes no call", `@connect(selection: "id: $this.id a: 1")`, undefined],
    [
      "a window",
      `${byKey()} @batch(window: "20ms", owner: "team-x")`,
      "From the users API: fetched by key, up to 100 in one call, waiting up to 20 ms for company, shared with all callers. Owner: team-x.",
    ],
    [
      "sharing within a request",
      `${byKey()} @batch(sharing: REQUEST)`,
      "From the users API: fetched by key, up to 100 in one call, not shared between requests.",
    ],
    [
      "failing together",
      `${byKey()} @batch(onFailure: TOGETHER)`,
      "From the users API: fetched by key, up to 100 in one call, shared with all callers. If one of a call fails, all of them do.",
    ],
  ])("tells of its connector: %s", (_, connector, words) => {
    expect(told("T", typeWith(connector))).toBe(words);
  });

  const alone = "not shared between requests";
  const shared = "shared with all callers";
  test.each<[string, BatchSettings, readonly string[]]>([
    ["", { windowMs: 50 }, [waiting(50), shared]],
    ["", { windowMs: undefined, sharing: "REQUEST" }, [alone]],
    ['@batch(window: "20ms")', { windowMs: 50, sharing: "REQUEST" }, [waiting(20), alone]],
    ['@batch(window: "20ms")', { windowMs: 5, sharing: "SCOPE" }, [waiting(5), shared]],
    ['@batch(window: "20ms")', { windowMs: 0 }, [shared]],
    ["@batch(sharing: REQUEST)", { windowMs: undefined, sharing: "SCOPE" }, [alone]],
  ])("%s with %j of the operator's says what holds", (declared, settings, words) => {
    const batchSettings = (source = "") => (source === "users" ? settings : { windowMs: 1 });
    const sdl = head + typeWith(`${byKey()} ${declared}`);
    expect(descriptionOf(describedSchema(sdl, { batchSettings }), "T")).toBe(
      `From the users API: fetched by key, up to 100 in one call, ${words.join(", ")}.`,
    );
  });

  test("says for whom it is", () => {
    const equal =
      "From the users API: fetched by key, up to 100 in one call, shared with callers of equal credentials.";
    expect(told("T", typeWith(byKey(authorized)))).toBe(
      `Private to each caller: depends on the authorization header.\n${equal}`,
    );
    expect(
      told(
        "T",
        typeWith(byKey(', headers: [{ name: "A", from: "A" }, { name: "T", from: "X-Tenant" }]')),
      ),
    ).toBe(`Private to each caller: depends on the a and x-tenant headers.\n${equal}`);
    expect(told("T", typeWith(byKey(', headers: [{ name: "U", value: "{$context.user}" }]')))).toBe(
      `Private to each caller: depends on who asks.\n${equal}`,
    );
    const reading = (path: string) =>
      told("T", typeWith(byKey(`, headers: [{ name: "U", value: "${path}" }]`)));
    expect(reading("{$context.claims.sub}{$context.claims.org.id}{$context.claims.org.name}")).toBe(
      `Private to each caller: depends on the caller's sub and org.\n${equal}`,
    );
    expect(reading("{$context.claims->jsonStringify}{$context.claims.sub}")).toBe(
      `Private to each caller: depends on who asks.\n${equal}`,
    );
    expect(reading("{$request.headers.x->first}{$context.claims.sub}")).toBe(
      `Private to each caller: depends on the x header and the caller's sub.\n${equal}`,
    );
    const piece = `type Query { t: T } type T @cacheControl(maxAge: 5, scope: PRIVATE) { id: ID }`;
    expect(told("T", piece, ["Query.t"])).toBe("Fresh for 5 s.\nPrivate to each caller.");
  });

  test("tells of a caller's field what is not told of its type", () => {
    const apart = `@connect(source: "users", http: { GET: "/m", queryParams: "id: $batch.id"${authorized} }, selection: "id m")`;
    const more = (first: string) =>
      typeWith(`${byKey(first)} ${apart}`).replace("a: Int", "a: Int m: Int");
    const fetched =
      "From the users API: fetched by key in calls of its own, many in one call, shared with callers of equal credentials.";
    expect(told("T.m", more(authorized))).toBe(`Never kept.\n${fetched}`);
    expect(told("T.m", more(""))).toBe(
      `Never kept.\nPrivate to each caller: depends on the authorization header.\n${fetched}`,
    );
  });

  test("names an owner once, and several where several interfaces promise", () => {
    const sdl = `
      type Query { t: T @connect(selection: "id: 1 a: 2") }
      interface I @freshness(ttl: "1m", owner: "team-i") { id: ID }
      interface J @freshness(ttl: "2m", staleIfError: "1h", owner: "team-j") { id: ID }
      type T implements I & J ${byKey()} @batch(owner: "team-x") { id: ID a: Int }
      union U @freshness(ttl: "1h") = S
      type S @freshness(ttl: "1s", owner: "team-x") ${byKey()} @batch(owner: "team-x") { id: ID a: Int }
    `;
    expect(told("I", sdl)).toBe("Fresh for 1 min. Owner: team-i.");
    expect(told("U", sdl)).toBe("Fresh for 1 h.");
    expect(told("T", sdl)).toMatch(
      /^Fresh for 1 min\. Owner: team-i and team-j\.\n.* Owner: team-x\.$/,
    );
    expect(told("S", sdl)).toMatch(/^Fresh for 1 s\. Owner: team-x\.\nFrom .* all callers\.$/);
  });
});

describe("the contract of a field", () => {
  const one = "From the users API: one call.";

  test.each([
    ["follows its type", "Query.t", one],
    ["has one of its own", "Query.own", `Fresh for 5 s. Owner: team-x.\n${one}`],
    ["is kept as long as the least in it allows", "Query.less", `Fresh for 10 s.\n${one}`],
    ["follows a type that is never kept", "Query.never", one],
    ["is never kept for what is in it", "Query.neverNow", `Never kept.\n${one}`],
    ["returns no object, and says nothing", "Query.count", `Never kept.\n${one}`],
    ["remembers absence", "Query.sought", `Fresh for 5 s. Absence is remembered for 1 s.\n${one}`],
    ["follows the types of its union", "Query.any", one],
    [
      "is of a union with a type that nobody promises anything of",
      "Query.some",
      `Never kept.\n${one}`,
    ],
    [
      "is for its caller alone",
      "Query.mine",
      `Private to each caller: depends on the authorization header.\n${one}`,
    ],
    [
      "is private, and nothing tells callers apart",
      "Query.nobodys",
      `Never kept.\nPrivate to each caller.\n${one}`,
    ],
    ["makes no call", "Query.local", undefined],
    ["has a resolver", "Query.resolved", undefined],
    ["has a resolver and a contract", "Query.kept", "Fresh for 1 s.\nPrivate to each caller."],
    ["comes with its object", "T.a", undefined],
    ["promises less than its object", "L.score", "Fresh for 10 s. Owner: team-l."],
    ["is fetched for each object", "T.n", "From the users API: one call each."],
    [
      "is fetched with calls of its own",
      "T.more",
      "From the users API: fetched by key in calls of its own, up to 5 in one call, shared with all callers.",
    ],
    [
      "has calls of its own that are kept for less",
      "T.fewer",
      "Fresh for 10 s.\nFrom the users API: fetched by key in calls of its own, up to 6 in one call, shared with all callers.",
    ],
  ])("that %s", (_, coordinate, words) => {
    const sdl = `
      type Query {
        t: T ${get("id a")}
        own: T @freshness(ttl: "5s", owner: "team-x") ${get("id a")}
        less: T ${get("id a l { id score }")}
        never: N ${get("id")}
        neverNow: T ${get("id a n: n nobody { id }")}
        count: Int ${get("$.n")}
        sought: T @freshness(ttl: "5s", missingTtl: "1s") ${get("id a")}
        any: Any ${get("... $->match([1, { __typename: 'T', id: 1, a: 2 }], [@, { __typename: 'L', id: 1 }])")}
        some: Some ${get("... $->match([1, { __typename: 'T', id: 1, a: 2 }], [@, { __typename: 'N', id: 1 }])")}
        mine: T ${get("id a", authorized)}
        nobodys: Int @cacheControl(maxAge: 5, scope: PRIVATE) ${get("$.n")}
        local: T @connect(selection: "id: 1")
        resolved: T
        kept: T @cacheControl(maxAge: 1, scope: PRIVATE)
      }
      type T @freshness(ttl: "1m")
        @connect(source: "users", http: { GET: "/t", queryParams: "id: $batch.id" }, batch: { maxSize: 100 }, selection: "id a")
        @connect(source: "users", http: { GET: "/more", queryParams: "id: $batch.id" }, batch: { maxSize: 5 }, selection: "id more")
        @connect(source: "users", http: { GET: "/fewer", queryParams: "id: $batch.id" }, batch: { maxSize: 6 }, selection: "id fewer { id score }")
      {
        id: ID! a: Int more: Int
        fewer: [L!]
        n: Int @connect(source: "users", http: { GET: "/n/{$this.id}" }, selection: "$")
        l: L nobody: N
      }
      type L @freshness(ttl: "1m") { id: ID score: Int @freshness(ttl: "10s", owner: "team-l") }
      type N { id: ID }
      union Any = T | L
      union Some = T | N
    `;
    const resolvers = ["Query.resolved", "Query.kept", "T.l", "T.nobody", "L.score", "Query.any"];
    expect(told(coordinate, sdl, resolvers)).toBe(words);
  });
});

const lazySchema = (lazy: string) => `
  type Query { t: T ${get("id a")} }
  interface Slow { n: Int ${lazy} m: Int }
  type T implements Slow @freshness(ttl: "1m") {
    id: ID a: Int
    n: Int @connect(source: "reviews-api", http: { GET: "/n/{$this.id}" }, selection: "$")
    m: Int @connect(http: { GET: "https://secret.example/{$this.id}" }, selection: "$")
  }`;

test("a batch resolver is told of like a connector without a source", () => {
  const batch = {
    reads: ["id"],
    headers: ["x-tenant"],
    claims: [],
    maxSize: 7,
    selection: undefined,
  };
  const text = `${head} type Query { t: T ${get("id a")} } type T @freshness(ttl: "1m") { id: ID a: Int n: Int }`;
  const schema = describedSchema(text, { batchResolvers: new Map([["T.n", batch]]) });
  expect(descriptionOf(schema, "T.n")).toBe(
    "Private to each caller: depends on the x-tenant header.\nFetched by key, up to 7 in one call, shared with callers of equal credentials.",
  );
});

describe("laziness", () => {
  test("comes first, with its reason, its budget and its source, and is inherited", () => {
    const schema = lazySchema(
      '@lazy(reason: "asks an old system.", budget: "2s", owner: "team-r")',
    );
    expect(told("T.n", schema)).toBe(
      "Lazy (asks an old system): asks the reviews-api. Waited for up to 2 s; prefer @defer. Owner: team-r.\nOne call each.",
    );
    expect(told("Slow.n", schema)).toBe(
      "Lazy (asks an old system). Waited for up to 2 s; prefer @defer. Owner: team-r.",
    );
    expect(told("T.m", schema)).toBe("One call each.");
  });

  test("may be waited for not at all", () => {
    expect(told("Slow.n", lazySchema('@lazy(reason: "slow", budget: "0s")'))).toBe(
      "Lazy (slow). Not waited for; prefer @defer.",
    );
  });
});

describe("a mutation", () => {
  const sdl = `
    type Query { t: T ${get("id a")} }
    type Mutation {
      "Renames it."
      rename(id: ID!): T ${get("id a")} @invalidates(tags: ["t-{$args.id}", "ts", "other"]) @idempotent
      hidden: Int @invalidates(tags: ["secret"])
      nothing: Int @invalidates(tags: [])
      plain: Int
    }
    type T @freshness(ttl: "1m", tags: ["t-{$key.id}"]) { id: ID a: Int @freshness(ttl: "1m", tags: ["ts"]) }
    type H @freshness(ttl: "1m", tags: ["secret"]) @inaccessible { id: ID }
    interface I { id: ID @freshness(ttl: "1m", tags: ["secret"]) }
  `;
  const resolvers = ["Mutation.hidden", "Mutation.nothing", "Mutation.plain"];

  test.each([
    [
      "Mutation.rename",
      "Renames it.\n\nSent to the users API. Ends what is kept of T and T.a (tags t-{id}, ts and other). Idempotent: after a failure it is sent again, and counts once.",
    ],
    ["Mutation.hidden", "Ends what is kept under the tag secret."],
    ["Mutation.nothing", "Makes nothing stale."],
    ["Mutation.plain", undefined],
  ])("%s", (coordinate, words) => {
    expect(told(coordinate, sdl, resolvers)).toBe(words);
  });
});

const withoutWords = { descriptions: false };

test("without the setting the descriptions are the authors' own, and else nothing differs", () => {
  const sdl = `"All." type Query { "A thing." t: T ${get("id")} } type T @freshness(ttl: "1m") { id: ID }`;
  const options = { describe: false };
  const plain = describedSchema(head + sdl, options);
  expect(descriptionOf(plain, "Query.t")).toBe("A thing.");
  expect(descriptionOf(plain, "T")).toBeUndefined();
  expect(introspectionFromSchema(describedSchema(head + sdl), withoutWords)).toEqual(
    introspectionFromSchema(plain, withoutWords),
  );
});
