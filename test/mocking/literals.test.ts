import { isObjectType } from "graphql";
import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import { MockValues } from "../../src/mocking/mock-values.ts";
import { Seed } from "../../src/mocking/seed.ts";
import { ask, mockExecutor } from "./support/mock-executor.ts";

const link =
  'extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])\n';

/** A field's connector, whose URL is never called. */
const get = (path: string, selection: string) =>
  `@connect(http: { GET: "http://127.0.0.1:1/${path}" }, selection: """${selection}""")`;

describe("literals of a selection", () => {
  test("stand as they are, whatever their type", async () => {
    const sdl = `${link} type Query { thing: Thing ${get("thing", "id kind: 'author' n: $(5) on: true off: $(false) below: $(-1.5) nothing: null")} }
      type Thing { id: ID kind: String n: Int on: Boolean off: Boolean below: Float nothing: String }`;
    const { thing } = await ask(sdl, "{ thing { id kind n on off below nothing __typename } }");
    expect(thing).toEqual({
      id: expect.any(String),
      kind: "author",
      n: 5,
      on: true,
      off: false,
      below: -1.5,
      nothing: null,
      __typename: "Thing",
    });
  });

  test("may be the whole of it, or that of each item of a list", async () => {
    const sdl = `${link} type Query {
        greeting: String ${get("greeting", "$('hello')")}
        things: [Thing] ${get("things", "$.items { id kind: 'author' }")}
        made: [Thing] ${get("made", "$.items->map({ id: @.id, kind: 'made' })")}
      }
      type Thing { id: ID kind: String }`;
    const { greeting, things, made } = await ask(sdl, "{ greeting things { kind } made { kind } }");
    expect(greeting).toBe("hello");
    expect(new Set(things.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(["author"]));
    expect(new Set(made.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(["made"]));
  });

  test("are those of the type that is written", async () => {
    const sdl = `${link} type Query { media: [Media] ${get("media", "$.items { id ... kind->match(['b', { __typename: 'Book', shelf: 'books' }], ['f', { __typename: 'Film', shelf: 'films' }]) }")} }
      interface Media { id: ID shelf: String }
      type Book implements Media { id: ID shelf: String }
      type Film implements Media { id: ID shelf: String }`;
    const shelves: Record<string, string> = { Book: "books", Film: "films" };
    const worlds = await Promise.all(
      [1, 2, 3].map((seed) => ask(sdl, "{ media { __typename shelf } }", { seed })),
    );
    const all = worlds.flatMap(({ media }) => media);
    expect(new Set(all.map(({ __typename }) => __typename))).toEqual(new Set(["Book", "Film"]));
    for (const { __typename, shelf } of all) expect(shelf).toBe(shelves[__typename]);
  });

  test("of an abstract type are its only one", async () => {
    const sdl = `${link} type Query { media: [Media] ${get("media", "$.items { __typename: 'Film' id }")} }
      interface Media { id: ID }
      type Book implements Media { id: ID }
      type Film implements Media { id: ID }`;
    const { media } = await ask(sdl, "{ media { __typename } }");
    for (const { __typename } of media) expect(__typename).toBe("Film");
  });

  test("come before what a mutation was given", async () => {
    const sdl = `${link} type Query { ok: Boolean ${get("ok", "$.ok")} }
      type Mutation { add(kind: String, name: String): Thing ${get("add?{$args.kind}{$args.name}", "id kind: 'fixed' name")} }
      type Thing { id: ID kind: String name: String }`;
    const { add } = await ask(sdl, 'mutation { add(kind: "given", name: "it") { kind name } }');
    expect(add).toEqual({ kind: "fixed", name: "it" });
  });

  test("are those of keys that callers do not see", () => {
    const { contract } = mockExecutor(`${link}
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@inaccessible"])
      type Query { thing: Thing ${get("thing", "name secret")} }
      type Thing { name: String secret: ID @inaccessible }`);
    const thing = contract.schema.getType("Thing");
    if (!isObjectType(thing)) throw new Error("there is no Thing");
    const seed = new Seed("1");
    const written = (selection: string) =>
      new MockValues(contract, seed, 0).valueOf(thing, {
        typeName: "Query",
        fieldName: "thing",
        shape: compileMapping(selection, "v0.4").shape,
        seed,
        object: seed,
        given: { name: "it", secret: "given" },
        givenAs: "key",
        owner: undefined,
        args: {},
        isRoot: true,
        ordinal: undefined,
        depth: 0,
      });
    expect(written("name secret: 'fixed' place: { room: $(7), kind: 'x' }")).toEqual({
      name: "it",
      secret: "fixed",
      place: { room: 7, kind: "x" },
    });
    expect(written("name secret")).toEqual({ name: "it", secret: "given" });
    expect(written("place { __typename: 'Room' floor: $(2) }")).toEqual({
      place: { __typename: "Room", floor: 2 },
    });
  });

  test("that depend on what comes are made up", async () => {
    const sdl = `${link} type Query { thing: Thing ${get("thing", "kind: state->match(['a', 'b'], [@, 'c']) name: $.name ?? 'nobody' city: $('abc')->slice(0, 1)")} }
      type Thing { kind: String name: String city: String }`;
    const { thing } = await ask(sdl, "{ thing { kind name city } }");
    expect(thing).toEqual({
      kind: expect.any(String),
      name: expect.any(String),
      city: expect.any(String),
    });
    expect(["b", "c"]).not.toContain(thing.kind);
    expect(thing.name).not.toBe("nobody");
    expect(thing.city).not.toBe("abc");
  });
});
