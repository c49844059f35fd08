import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compileTag } from "../../src/contract/compile-tag.ts";
import { canBeEqual, readTagPattern } from "../../src/contract/tag-pattern.ts";
import { markedProblemsOf, problemAtMarker } from "./support/problems-of.ts";

const options = { resolvers: { has: () => true } };

const sdl = (tags: string) => `
  type Query {
    posts(user: ID): [P]
      @freshness(ttl: "1s", tags: ["posts", "posts-of-{$args.user}-all"])
      @connect(http: { GET: "https://x.dev/{$args.user}" }, selection: "id")
  }
  type P @freshness(ttl: "1s", tags: ["post-{$key.id}"]) { id: ID }
  type Mutation { m(id: ID): P @invalidates(tags: ${tags}) }`;

describe("a tag of @invalidates", () => {
  test.each([
    ["that is declared", '["posts"]'],
    ["alone", '"posts"'],
    ["with an insert where the declared one has it", '["post-{$args.id}"]'],
    ["that is one of those that an insert may write", '["post-5"]'],
    ["with an insert that may write a declared one", '["p{$args.id}"]'],
    ["that is nothing but an insert", '["{$args.id}"]'],
    ["with text on both sides of its insert", '["posts-of-{$args.id}-all", "posts-of-1-all"]'],
  ])("%s, is no problem", (_name, tags) => {
    expect(markedProblemsOf(sdl(tags), options)).toEqual([]);
  });

  test.each([
    ["is written otherwise", '["posts", ▲"pots"]', ' Did you mean "posts"?'],
    ["has another case", '[▲"Posts"]', ' Did you mean "posts"?'],
    ["starts otherwise", '[▲"pst-{$args.id}"]', ' Did you mean "post-{…}"?'],
    ["ends otherwise", '[▲"posts-of-{$args.id}-al"]', ' Did you mean "posts-of-{…}-all"?'],
    ["is too short", '▲"post"', ' Did you mean "posts"?'],
    ["is like nothing", '[▲"a-quite-different-thing"]', "tags: […])."],
  ])("that %s than all that is declared is named", (_name, tags, says) => {
    expect(markedProblemsOf(sdl(tags), options)).toEqual(
      problemAtMarker(sdl(tags), { code: "UNKNOWN_TAG", severity: "warning", says }),
    );
  });

  test("may be declared by @cacheTag", () => {
    const beside = sdl('"labels"').replace("{ id: ID }", '@cacheTag(format: "labels") { id: ID }');
    // Beside the tags of @freshness it declares nothing.
    expect(markedProblemsOf(beside, options)).toMatchObject([
      { code: "FRESHNESS_OVERRIDES" },
      { code: "UNKNOWN_TAG" },
    ]);
    const alone = beside.replace(', tags: ["post-{$key.id}"]', "");
    expect(markedProblemsOf(alone, options)).toEqual([]);
  });

  test("is not looked for where not all of the schema could be read", () => {
    const problems = markedProblemsOf(sdl('"labels"').replace('"1s"', '"1 s"'), options);
    expect(problems.map(({ code }) => code)).toEqual(["INVALID_DURATION"]);
  });

  test("is named also where nothing declares a tag", () => {
    const untold = 'type Query { n: Int } type Mutation { m: Int @invalidates(tags: ["ns"]) }';
    expect(markedProblemsOf(untold, options)).toMatchObject([{ code: "UNKNOWN_TAG" }]);
  });
});

test("two texts that write one tag are never said to be unable to", () => {
  const piece = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 3 });
  const tag = fc
    .array(piece, { minLength: 1, maxLength: 3 })
    .map((pieces) => pieces.join("{$args.x}"));
  fc.assert(
    fc.property(tag, tag, piece, piece, (one, other, first, second) => {
      const written = compileTag(one)({ args: { x: first } });
      const alsoWritten = compileTag(other)({ args: { x: second } });
      if (written !== alsoWritten) return;
      expect(canBeEqual(readTagPattern(one), readTagPattern(other))).toBe(true);
    }),
  );
});
