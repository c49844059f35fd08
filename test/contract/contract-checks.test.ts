import { describe, expect, test } from "vitest";

import { each, get, many } from "./support/connector-text.ts";
import { markedProblemsOf, problemAtMarker } from "./support/problems-of.ts";

const authorized = ', headers: [{ name: "Authorization", from: "Authorization" }]';
const resolvers = (...coordinates: string[]) => ({ resolvers: new Set(coordinates) });
const warning = (code: string, says: string) => ({ code, says, severity: "warning" }) as const;

describe("a lazy field", () => {
  test.each([
    [
      "that may not be null",
      `type Query { a: ▲Int! @lazy(reason: "slow") ${get("$.n")} }`,
      { code: "LAZY_NON_NULL", says: '"Query.a" may not be null.\nTake the `!` away.' },
    ],
    [
      "that may not be null, by an interface",
      `type Query { t: T ${get("id")} } interface S { a: Int @lazy(reason: "slow") }
       type T implements S { id: ID a: ▲Int! ${each("$.n")} }`,
      { code: "LAZY_NON_NULL", says: '"T.a" may not be null, as "S.a" is lazy.' },
    ],
    [
      "that is a mutation",
      `type Query { a: Int ${get("$.n")} } type Mutation { m: Int ▲@lazy(reason: "slow") ${get("$.n")} }`,
      { code: "LAZY_MISPLACED", says: '"Mutation.m" is lazy.' },
    ],
    [
      "that comes with its object wherever that comes from",
      `type Query { t: T ${get("id a")} ts: [T] ${get("id a")} } type T ${many("id a")} { id: ID a: Int ▲@lazy(reason: "slow") }`,
      { code: "LAZY_UNUSED", says: '"T.a" is not lazy', severity: "warning" },
    ],
    [
      "that no connector fetches",
      `type Query { t: T ${get("id a")} } type T { id: ID a: Int ▲@lazy(reason: "slow") }`,
      { code: "LAZY_UNUSED", says: '"T.a" is not lazy', severity: "warning" },
    ],
    [
      "whose connector makes no call",
      `type Query { t: T ${get("id")} } type T { id: ID a: Int ▲@lazy(reason: "slow") @connect(selection: "$(1)") }`,
      { code: "LAZY_UNUSED", says: '"T.a" is not lazy', severity: "warning" },
    ],
    [
      "of an interface, for none of its types",
      `type Query { t: T ${get("id a")} } interface S { a: Int ▲@lazy(reason: "slow") } type T implements S { id: ID a: Int }`,
      { code: "LAZY_UNUSED", says: '"S.a" is not lazy', severity: "warning" },
    ],
  ] as const)("%s", (_, sdl, expected) => {
    expect(markedProblemsOf(sdl)).toEqual(problemAtMarker(sdl, expected));
  });

  test.each([
    ["of Query with a connector", `type Query { a: Int @lazy(reason: "slow") ${get("$.n")} }`],
    [
      "of an object that a connector on it fetches",
      `type Query { t: T ${get("id")} } type T { id: ID a: Int @lazy(reason: "slow") ${each("$.n")} }`,
    ],
    [
      "that a connector of the type fetches, where some bring the object without it",
      `type Query { t: T ${get("id a")} u: T ${get("id")} } type T ${many("id a")} { id: ID a: Int @lazy(reason: "slow") }`,
    ],
    [
      "that may be left out of what is passed on as it is",
      `type Query { t: T ${get("id ...$.rest")} } type T ${many("id a")} { id: ID a: Int @lazy(reason: "slow") }`,
    ],
    ["with a resolver", `type Query { r: Int @lazy(reason: "slow") }`],
    [
      "of an object that a resolver gives",
      `type Query { t: T ${get("id a")} o: T } type T ${many("id a")} { id: ID a: Int @lazy(reason: "slow") }`,
    ],
    [
      "of an object that only its type's own connector writes",
      `type Query { n: Int ${get("$.n")} } type T ${many("id a")} { id: ID a: Int @lazy(reason: "slow") }`,
    ],
    [
      "of an interface, for one of its types",
      `type Query { t: T ${get("id a")} u: U ${get("id")} } interface S { a: Int @lazy(reason: "slow") }
       type T implements S { id: ID a: Int } type U implements S { id: ID a: Int ${each("$.n")} }`,
    ],
    [
      "of an interface whose types say it themselves",
      `type Query { t: T ${get("id")} } interface S { a: Int @lazy(reason: "slow") }
       type T implements S { id: ID a: Int @lazy(reason: "slower") ${each("$.n")} }`,
    ],
    [
      "of an interface without types",
      `type Query { n: Int ${get("$.n")} } interface S { a: Int @lazy(reason: "slow") }`,
    ],
  ])("may be one %s", (_, sdl) => {
    expect(markedProblemsOf(sdl, resolvers("Query.r", "Query.o"))).toEqual([]);
  });
});

describe("a promise that is never reached", () => {
  test.each([
    [
      "a ttl that what holds the value cuts short",
      `type Query { t: T ${get("id p { x }")} } type T @freshness(ttl: "1m") { id: ID p: P }
       type P @freshness(ttl: ▲"1h", staleIfError: "1d") { x: Int }`,
      warning(
        "FRESHNESS_NOT_REACHED",
        '`ttl` of "P" is never reached: in "Query.t", "T" allows 1 min in all.\nPromise as much on "T"',
      ),
    ],
    [
      "a ttl that a field cuts short",
      `type Query { t: T ${get("id a")} } type T @freshness(ttl: ▲"1m") { id: ID a: Int @freshness(ttl: "5s") }`,
      warning(
        "FRESHNESS_NOT_REACHED",
        '`ttl` of "T" is never reached: in "Query.t", "T.a" allows 5 s in all.',
      ),
    ],
    [
      "a ttl beside what is never kept",
      `type Query { t: T ${get("id a")} } type T @cacheControl(maxAge: 0) { id: ID a: Int ▲@cacheControl(maxAge: 60) }`,
      warning(
        "FRESHNESS_NOT_REACHED",
        '`ttl` of "T.a" is never reached: in "Query.t", "T" allows 0 s in all.',
      ),
    ],
    [
      "stale values that what is in it does not allow",
      `type Query { t: T ${get("id p { x }")} } type P @freshness(ttl: "1m") { x: Int }
       type T @freshness(ttl: "1m", staleWhileRevalidate: ▲"1m", staleIfError: "1h") { id: ID p: P }`,
      warning(
        "FRESHNESS_NOT_REACHED",
        '`staleWhileRevalidate` and `staleIfError` of "T" are never reached: in "Query.t", "P" allows 1 min in all.',
      ),
    ],
  ] as const)("is %s", (_, sdl, expected) => {
    expect(markedProblemsOf(sdl)).toEqual(problemAtMarker(sdl, expected));
  });

  test.each([
    [
      "where another connector reaches it",
      `type Query { t: T ${get("id p { x }")} p: P ${get("x")} } type T @freshness(ttl: "1m") { id: ID p: P } type P @freshness(ttl: "1h") { x: Int }`,
    ],
    [
      "where stale values make up for a smaller ttl",
      `type Query { t: T ${get("id p { x }")} } type T @freshness(ttl: "1m", staleIfError: "1h") { id: ID p: P } type P @freshness(ttl: "1m", staleIfError: "1h") { x: Int }`,
    ],
    [
      "where somebody has still to say how long",
      `type Query { t: T ${get("id p { x }")} } type T { id: ID p: P } type P @freshness(ttl: "1h") { x: Int }`,
    ],
    [
      "where no connector returns it",
      `type Query { n: Int ${get("$.n")} } type P @freshness(ttl: "1h") { x: Int }`,
    ],
    [
      "where it is never kept",
      `type Query { t: T ${get("id a")} } type T @freshness(ttl: "0s") { id: ID a: Int @freshness(ttl: "0s") }`,
    ],
  ])("is not one %s", (_, sdl) => {
    expect(markedProblemsOf(sdl)).toEqual([]);
  });
});

describe("a tag of what is private and of what is for everybody", () => {
  test.each([
    [
      "by what its connectors read",
      `type Query { me: Me ${get("id", authorized)} t: T ${get("id")} }
       type Me @freshness(ttl: "1m", tags: ["own", ▲"all"]) { id: ID } type T @freshness(ttl: "1m", tags: ["all"]) { id: ID }`,
      warning("TAG_MIXES_PRIVATE", `private to each caller, and "T", which is for everybody`),
    ],
    [
      "by its scope, with a key",
      `type Query { me: Me ${get("id", authorized)} t: T @freshness(ttl: "1m", tags: ["t-{$key.id}"]) ${get("id")} }
       type Me @cacheControl(maxAge: 60, scope: PRIVATE) @cacheTag(format: ▲"t-{$key.id}") { id: ID } type T { id: ID }`,
      warning("TAG_MIXES_PRIVATE", `private to each caller, and "Query.t", which is for everybody`),
    ],
    [
      "by an interface",
      `type Query { me: Me ${get("id", ', body: "$context"').replace("GET", "POST")} t: T ${get("id")} }
       interface I @freshness(ttl: "1m", tags: [▲"all"]) { id: ID } type Me implements I { id: ID } type T @freshness(ttl: "1m", tags: ["all"]) { id: ID }`,
      warning("TAG_MIXES_PRIVATE", `private to each caller, and "T", which is for everybody`),
    ],
  ] as const)("%s", (_, sdl, expected) => {
    expect(markedProblemsOf(sdl)).toEqual(problemAtMarker(sdl, expected));
  });

  test.each([
    [
      "of two that are private",
      `type Query { me: Me ${get("id", authorized)} t: T ${get("id", authorized)} }
       type Me @freshness(ttl: "1m", tags: ["all"]) { id: ID } type T @freshness(ttl: "1m", tags: ["all"]) { id: ID }`,
    ],
    [
      "of two for everybody",
      `type Query { me: Me ${get("id")} t: T ${get("id")} }
       type Me @freshness(ttl: "1m", tags: ["all"]) { id: ID } type T @freshness(ttl: "1m", tags: ["all"]) { id: ID }`,
    ],
    [
      "of one type that some fetch for themselves and others for all",
      `type Query { mine: T ${get("id", authorized)} t: T ${get("id")} } type T @freshness(ttl: "1m", tags: ["all"]) { id: ID }`,
    ],
    [
      "of different texts",
      `type Query { me: Me ${get("id", authorized)} t: T ${get("id")} }
       type Me @freshness(ttl: "1m", tags: ["me-{$key.id}"]) { id: ID } type T @freshness(ttl: "1m", tags: ["t-{$key.id}"]) { id: ID }`,
    ],
    [
      "of what is never kept",
      `type Query { me: Me ${get("id", authorized)} t: T ${get("id")} }
       type Me @freshness(ttl: "1m", tags: ["all"]) { id: ID } type T @freshness(ttl: "0s", tags: ["all"]) { id: ID }`,
    ],
  ])("may be one %s", (_, sdl) => {
    expect(markedProblemsOf(sdl)).toEqual([]);
  });
});

describe("a mutation that says nothing of what it makes stale", () => {
  const kept = `type Query { t: T ${get("id")} } type T @freshness(ttl: "1m", tags: ["ts", "t-{$key.id}"]) { id: ID } type N @freshness(ttl: "0s") { id: ID }`;
  test.each([
    [
      "returns what is kept",
      `${kept} type Mutation { "Renames." ▲rename: T ${get("id")} }`,
      warning(
        "INVALIDATES_MISSING",
        '"Mutation.rename" says nothing, and returns T, which is kept.\nName tags of what it changes, such as "ts", "t-{$key.id}"',
      ),
    ],
    [
      "returns a payload with it",
      `${kept} type Mutation { ▲rename: Payload ${get("t { id }")} } type Payload { t: T }`,
      warning("INVALIDATES_MISSING", "returns T, which is kept."),
    ],
    [
      "returns what a field lets be kept",
      `type Query { t: T @freshness(ttl: "1m") ${get("id")} } type T { id: ID } type Mutation { ▲m: T ${get("id")} }`,
      warning("INVALIDATES_MISSING", '"Mutation.m" says nothing, and returns T, which is kept.'),
    ],
    [
      "has a resolver",
      `type Query { t: T ${get("id")} } union U = T type T @freshness(ttl: "1m") { id: ID } type Mutation { ▲rename: [U!]! }`,
      warning("INVALIDATES_MISSING", "Name tags of what it changes, with its own arguments"),
    ],
  ] as const)("%s", (_, sdl, expected) => {
    expect(markedProblemsOf(sdl, resolvers("Mutation.rename"))).toEqual(
      problemAtMarker(sdl, expected),
    );
  });

  test.each([
    ["returns what is never kept", `${kept} type Mutation { m: N ${get("id")} }`],
    ["returns no object", `${kept} type Mutation { m: ID ${get("$.id")} }`],
    [
      "says that it is nothing",
      `${kept} type Mutation { m: T ${get("id")} @invalidates(tags: []) }`,
    ],
    ["says something", `${kept} type Mutation { m: T ${get("id")} @invalidates(tags: ["ts"]) }`],
  ])("is as it should be where it %s", (_, sdl) => {
    expect(markedProblemsOf(sdl)).toEqual([]);
  });
});

describe("a promise without an owner", () => {
  const sdl = `
    type Query { t: T ${get("id")} }
    type T @freshness(ttl: "1m") @batch(owner: " ") ${many("id a")} {
      id: ID
      a: Int @lazy(reason: "slow") @cacheControl(maxAge: 60)
    }
    type U @freshness(ttl: "1m", owner: "team-u") { id: ID }
  `;

  test("is an error where owners are required, each of them", () => {
    const problems = markedProblemsOf(sdl, { requireOwner: true });
    expect(
      problems.map(({ severity, code, text }) => [severity, code, text.split("; ")[1]]),
    ).toEqual([
      ["error", "OWNER_MISSING", '"@freshness" of "T" names nobody.\nSay who: owner: "…".'],
      ["error", "OWNER_MISSING", '"@batch" of "T" names nobody.\nSay who: owner: "…".'],
      ["error", "OWNER_MISSING", '"@lazy" of "T.a" names nobody.\nSay who: owner: "…".'],
    ]);
  });

  test("is fine where they are not", () => {
    expect(markedProblemsOf(sdl)).toEqual([]);
  });
});
