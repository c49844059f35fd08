import { describe, expect, test } from "vitest";

import type { FreshnessRules } from "../../src/contract/freshness-rules.ts";
import { contractOf } from "./support/contract-of.ts";

const get = (selection: string, path = "") =>
  `@connect(http: { GET: "https://x.dev/${path}" }, selection: """${selection}""")`;

/** The rules of the connector of `Query.q`, unless another is named. */
function rulesOf(sdl: string, id = "Query.q"): FreshnessRules | undefined {
  return contractOf(sdl).freshness.get(id);
}

/** Its ttl in seconds; undefined: never kept. */
const ttlOf = (sdl: string, id?: string) => {
  const ttlMs = rulesOf(sdl, id)?.ttlMs;
  return ttlMs === undefined ? undefined : ttlMs / 1000;
};

const fresh = (ttl: string, rest = "") => `@freshness(ttl: "${ttl}"${rest})`;

describe("which promise holds for a value", () => {
  test("that of its type", () => {
    expect(ttlOf(`type Query { q: P ${get("id")} } type P ${fresh("9s")} { id: ID }`)).toBe(9);
  });

  test("rather that of the field, also where it is longer", () => {
    const sdl = `type Query { q: P ${fresh("20s")} ${get("id")} } type P ${fresh("9s")} { id: ID }`;
    expect(ttlOf(sdl)).toBe(20);
  });

  test("none, where neither says one", () => {
    expect(ttlOf(`type Query { q: P ${get("id")} } type P { id: ID }`)).toBeUndefined();
    expect(ttlOf(`type Query { q: Int ${get("$.n")} }`)).toBeUndefined();
  });

  test("of a field that is no object: its own", () => {
    expect(ttlOf(`type Query { q: Int ${fresh("3s")} ${get("$.n")} }`)).toBe(3);
  });

  test("that of an interface or a union, where the type has none of its own; the least of several", () => {
    const sdl = (ofType: string) => `
      type Query { q: P ${get("id")} }
      interface I ${fresh("9s")} { id: ID }
      interface J { id: ID }
      union U ${fresh("7s")} = P
      type P implements I & J ${ofType} { id: ID }`;
    expect(ttlOf(sdl(""))).toBe(7);
    expect(ttlOf(sdl(fresh("30s")))).toBe(30);
  });

  test('with "0s" it is never kept', () => {
    expect(ttlOf(`type Query { q: P ${get("id")} } type P ${fresh("0s")} { id: ID }`)).toBe(
      undefined,
    );
  });

  test("mutations, and connectors that make no call, are never kept", () => {
    const { freshness } = contractOf(`
      type Query { q: P @connect(selection: "id: 1") }
      type Mutation { m: P ${get("id")} }
      type P ${fresh("9s")} { id: ID }`);
    expect(freshness.size).toBe(0);
  });
});

const withInner = (selection: string) => `
      type Query { q: [P!] ${get(selection)} }
      type P ${fresh("60s")} { id: ID, likes: Int ${fresh("5s")}, inner: Inner, other: Other }
      type Inner ${fresh("20s")} { x: Int, deep: Deep }
      type Deep ${fresh("10s")} { y: Int }
      type Other { z: Int }`;

const withUser = (user: string) => `
      type Query { q: P ${get(`id user { ${user} }`)} }
      type P ${fresh("60s")} { id: ID, user: User }
      type User @connect(http: { GET: "https://x.dev/{$this.id}/{$this.tenant.id}" }, selection: "id name") {
        id: ID, name: String, tenant: Tenant
      }
      type Tenant { id: ID, name: String }`;

const withItems = (selection: string) => `
      type Query { q: [Item!] ${get(selection)} }
      union Item = Book | Film | Song
      type Book ${fresh("60s")} { id: ID pages: Int }
      type Film ${fresh("20s")} { id: ID minutes: Int }
      type Song { id: ID }`;

const arm = (name: string) => `["${name}", { __typename: "${name}", id }]`;

describe("what counts of a value", () => {
  test("all objects and fields in its selection: the least of them, and nothing besides", () => {
    expect(ttlOf(withInner("id"))).toBe(60);
    expect(ttlOf(withInner("id inner { x }"))).toBe(20);
    expect(ttlOf(withInner("id inner { x deep { y } }"))).toBe(10);
    expect(ttlOf(withInner("id likes"))).toBe(5);
    expect(ttlOf(withInner("id other { z }"))).toBeUndefined();
  });

  test("an object inside is under the promise of its field, if that has one", () => {
    const sdl = `
      type Query { q: P ${get("id inner { x }")} }
      type P ${fresh("60s")} { id: ID, inner: Inner ${fresh("30s")} }
      type Inner { x: Int }`;
    expect(ttlOf(sdl)).toBe(30);
  });

  test("an object that is named by its key alone does not: what else is asked of it is fetched", () => {
    expect(ttlOf(withUser("id"))).toBe(60);
    expect(ttlOf(withUser('__typename: $("User") id tenant { id }'))).toBe(60);
    expect(ttlOf(withUser("id name"))).toBeUndefined();
    expect(ttlOf(withUser("id tenant { id name }"))).toBeUndefined();
  });

  test("all types that a union or an interface can be there, and no others", () => {
    expect(ttlOf(withItems(`... kind->match(${arm("Book")})`))).toBe(60);
    expect(ttlOf(withItems(`... kind->match(${arm("Book")}, ${arm("Film")})`))).toBe(20);
    expect(ttlOf(withItems("id"))).toBeUndefined();
  });

  test("where a selection passes objects on as they are: all that may be in them, also round in circles", () => {
    const sdl = (ofFriend: string) => `
      type Query { q: P ${get("id ...$.rest->jsonParse")} }
      type P ${fresh("60s")} { id: ID, friends: [Friend!] }
      type Friend ${ofFriend} { name: String, of: P, best: Friend }`;
    expect(ttlOf(sdl(fresh("20s")))).toBe(20);
    expect(ttlOf(sdl(""))).toBeUndefined();
  });
});

const withLikes = (ofField: string, ofParent = fresh("60s", ', tags: ["p-{$key.id}"]')) => `
    type Query { x: Int }
    type P ${ofParent} { id: ID, likes: Int ${ofField} ${get("$.n", "{$this.id}")} }`;

describe("a field of an object with a connector of its own", () => {
  test("that is no object is a part of its parent: kept as long, and under its tags", () => {
    const rules = rulesOf(withLikes(""), "P.likes");
    expect(rules).toMatchObject({ ttlMs: 60_000, typeNames: new Set(["P"]) });
    const asked = { args: {}, this: { id: 4 } };
    expect(rules?.tagsOf?.(asked, 99)).toEqual(["p-4"]);
    expect(rules?.objectsOf("P", asked, 99)).toEqual([{ id: 4 }]);
  });

  test("may say another time, and needs one where its parent has none", () => {
    expect(ttlOf(withLikes(fresh("5s")), "P.likes")).toBe(5);
    expect(ttlOf(withLikes(fresh("5s"), ""), "P.likes")).toBe(5);
    expect(ttlOf(withLikes("", ""), "P.likes")).toBeUndefined();
  });

  test("that is an object is under the promise of that, not of its parent", () => {
    const ofObject = (ofType: string) => `
      type Query { x: Int }
      type P ${fresh("60s")} { id: ID, inner: Inner ${get("x", "{$this.id}")} }
      type Inner ${ofType} { x: Int }`;
    expect(ttlOf(ofObject(fresh("9s")), "P.inner")).toBe(9);
    expect(ttlOf(ofObject(""), "P.inner")).toBeUndefined();
  });
});

describe("windows", () => {
  test("of staleness end where the first of them ends, counted from the end of the least ttl", () => {
    const sdl = `
      type Query { q: P ${get("id inner { x }")} }
      type P ${fresh("60s", ', staleWhileRevalidate: "10s", staleIfError: "1h"')} { id: ID, inner: Inner }
      type Inner ${fresh("20s", ', staleWhileRevalidate: "90s"')} { x: Int }`;
    expect(rulesOf(sdl)).toMatchObject({
      ttlMs: 20_000,
      staleWhileRevalidateMs: 50_000,
      staleIfErrorMs: 0,
    });
  });

  test("of missing items are those of the value itself, whatever is in it", () => {
    const sdl = `
      type Query { q: U ${get("id inner { x }")} }
      union U = P | R
      type P ${fresh("60s", ', missingTtl: "30s"')} { id: ID, inner: Inner }
      type R ${fresh("60s", ', missingTtl: "20s"')} { id: ID, inner: Inner }
      type Inner ${fresh("90s", ', missingTtl: "5s"')} { x: Int }`;
    expect(rulesOf(sdl)?.missingTtlMs).toBe(20_000);
  });
});

describe("tags of a value", () => {
  const nobody = { args: {}, this: {} };
  const posts = `
    type Query {
      q(userId: ID): [P!] ${fresh("60s", ', tags: ["of-{$args.userId}", "post-by-{$args.userId}-{$key.id}"]')}
        ${get("id user { id name } author { id }", "{$args.userId}")}
      one(id: ID): P ${get("title", "{$args.id}")}
      fixed: [Fixed!] ${get("id")}
      plain: [Plain!] ${get("id")}
      count(of: ID): Int ${fresh("1s", ', tags: ["count", "count-{$args.of}"]')} ${get("$.n", "{$args.of}")}
    }
    type P ${fresh("60s", ', tags: ["posts", "post-{$key.id}"]')} { id: ID, title: String, user: User, author: User }
    type User ${fresh("60s", ', tags: ["users", "user-{$key.id}"]')}
      @connect(http: { GET: "https://x.dev/{$this.id}" }, selection: "name email inner { x }")
      { id: ID, name: String ${fresh("60s", ', tags: ["names"]')}, email: String, inner(of: ID): Inner ${fresh("1s", ', tags: ["of-{$args.of}"]')} }
    type Inner { x: Int }
    type Fixed ${fresh("1s", ', tags: ["fixed"]')} { id: ID }
    type Plain ${fresh("1s")} { id: ID }`;
  const { freshness } = contractOf(posts);
  const tagsOf = (id: string, ...given: Parameters<NonNullable<FreshnessRules["tagsOf"]>>) =>
    freshness
      .get(id)
      ?.tagsOf?.(...given)
      .toSorted();

  test("are those of its field and of every object in it, but for those named by key", () => {
    const value = [
      { id: 1, user: { id: "a", name: "x" }, author: { id: "b" } },
      { id: 2, user: null, author: null },
    ];
    expect(tagsOf("Query.q", { args: { userId: 7 }, this: {} }, value)).toEqual([
      "names",
      "of-7",
      "post-1",
      "post-2",
      "post-by-7-1",
      "post-by-7-2",
      "posts",
      "user-a",
      "users",
    ]);
  });

  test("that insert nothing of an object hold for an empty list too: something may be added to it", () => {
    const tags = ["names", "of-7", "posts", "users"];
    expect(tagsOf("Query.q", { args: { userId: 7 }, this: {} }, [])).toEqual(tags);
    expect(tagsOf("Query.fixed", nobody, [])).toEqual(["fixed"]);
  });

  test("that insert what is null are left out", () => {
    expect(tagsOf("Query.q", { args: { userId: null }, this: {} }, [{ id: null }])).toEqual([
      "names",
      "posts",
      "users",
    ]);
  });

  test("of an object that was asked for by key insert the key, also where there is none", () => {
    const asked = { args: {}, this: { id: 5 } };
    const tags = ["names", "user-5", "users"];
    expect(tagsOf("User", asked, { name: "x" })).toEqual(tags);
    expect(tagsOf("User", asked, { id: null, name: "x" })).toEqual(tags);
    expect(tagsOf("User", asked, undefined)).toEqual(tags);
    expect(tagsOf("User", asked, { id: 6, name: "x" })).toEqual(["names", "user-6", "users"]);
    expect(tagsOf("User", asked, "rubbish")).toEqual(["names", "users"]);
    const byArgs = { args: { id: 9 }, this: {} };
    expect(tagsOf("Query.one", byArgs, { title: "x" })).toEqual(["post-9", "posts"]);
    expect(tagsOf("Query.one", byArgs, null)).toEqual(["post-9", "posts"]);
    expect(tagsOf("Query.one", nobody, null)).toEqual(["posts"]);
  });

  test("of a field that is no object are its own", () => {
    expect(tagsOf("Query.count", { args: { of: 3 }, this: {} }, 8)).toEqual(["count", "count-3"]);
    expect(freshness.get("Query.count")?.objectsOf("P", nobody, 8)).toEqual([]);
  });

  test("there are none to work out where nobody declares any", () => {
    expect(freshness.get("Query.plain")?.tagsOf).toBeUndefined();
  });
});

describe("objects in a value", () => {
  const sdl = `
    type Query { q: [Item!] ${get('... kind->match(["Book", { __typename: "Book", id, part { id } }], ["Film", { __typename: "Film", id, part { id } }], [@, { id }])')} }
    union Item = Book | Film
    type Book ${fresh("60s", ', tags: ["book-{$key.id}"]')} { id: ID, part: Part }
    type Film ${fresh("60s", ', tags: ["film-{$key.id}"]')} { id: ID, part: Part }
    type Part ${fresh("60s")} { id: ID }`;
  const rules = rulesOf(sdl);
  const asked = { args: {}, this: {} };

  test("are found by type, with those inside", () => {
    const value = [
      { __typename: "Book", id: 1, part: { id: 2 } },
      { __typename: "Film", id: 3 },
      { __typename: "Song", id: 4 },
      { id: 5 },
    ];
    expect(rules?.typeNames).toEqual(new Set(["Book", "Film", "Part"]));
    const idsOf = (typeName: string) =>
      rules
        ?.objectsOf(typeName, asked, value)
        .map(({ id }) => id)
        .toSorted();
    expect(idsOf("Book")).toEqual([1, 5]);
    expect(idsOf("Film")).toEqual([3, 5]);
    expect(idsOf("Part")).toEqual([2]);
    expect(idsOf("Song")).toEqual([]);
  });

  test("are tagged by what they say they are, and as all they may be where they do not say", () => {
    const value = [{ __typename: "Book", id: 1, part: { id: 2 } }, { id: 5 }];
    expect(rules?.tagsOf?.(asked, value).toSorted()).toEqual(["book-1", "book-5", "film-5"]);
  });

  test("may be nested deeper than a stack is", () => {
    const deep = rulesOf(`
      type Query { q: P ${get("id ...$.rest->jsonParse")} }
      type P ${fresh("60s", ', tags: ["p-{$key.id}"]')} { id: ID, p: P }`);
    let value: { readonly id: number; readonly p: object | null } = { id: 0, p: null };
    for (let id = 1; id < 100_000; id += 1) value = { id, p: value };
    expect(deep?.tagsOf?.(asked, JSON.parse('{"id":7}'))).toEqual(["p-7"]);
    expect(deep?.tagsOf?.(asked, value as never)).toHaveLength(100_000);
    expect(deep?.objectsOf("P", asked, value as never)).toHaveLength(100_000);
  });
});
