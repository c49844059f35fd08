import { describe, expect, test } from "vitest";

import { mergedAnswer } from "../support/merged-answer.ts";
import { turns } from "../support/until.ts";
import { openPosts } from "./support/open-posts.ts";

describe("a deferred fragment", () => {
  test("that is there already comes with the first part", async () => {
    const { run } = openPosts();
    expect(await run("{ post { id ... @defer { author { name } } } }")).toEqual({
      data: { post: { id: "1", author: { name: "Ann" } } },
    });
  });

  test("may have any key, though it is merged", async () => {
    const { run } = openPosts();
    const { data } = await run("{ post { id ... @defer { __proto__: author { name } } } }");
    expect(JSON.stringify(data)).toBe('{"post":{"id":"1","__proto__":{"name":"Ann"}}}');
  });

  test("shares with its neighbour what both select: it comes once, with the first that is there", async () => {
    const { run, letGo } = openPosts({ held: ["Post", "Post[1]", "Author"] });
    const first = await run(`{ post { id
      ... @defer(label: "a") { author { id bio } }
      ... @defer(label: "b") { author { id } likes }
    } }`);
    expect(first).toEqual({ data: { post: { id: "1" } }, later: expect.anything() });
    expect(first.later?.pending).toEqual([
      { id: "0", path: ["post"], label: "a" },
      { id: "1", path: ["post"], label: "b" },
    ]);
    const merged = mergedAnswer(first);
    await letGo("Post");
    await letGo("Post[1]");
    await letGo("Author");
    const { data, errors, payloads } = await merged;
    expect(errors).toEqual([]);
    expect(data).toEqual({ post: { id: "1", author: { id: "7", bio: "born" }, likes: 3 } });
    expect(payloads).toEqual([
      {
        pending: [],
        incremental: [
          { kind: "data", id: "0", subPath: [], data: { author: { id: "7" } } },
          { kind: "data", id: "1", subPath: [], data: { likes: 3 } },
        ],
        completed: [{ id: "1" }],
        hasNext: true,
        freshness: undefined,
      },
      {
        pending: [],
        incremental: [{ kind: "data", id: "0", subPath: ["author"], data: { bio: "born" } }],
        completed: [{ id: "0" }],
        hasNext: false,
        freshness: undefined,
      },
    ]);
  });

  test("whose neighbour must be null comes all the same", async () => {
    const { run } = openPosts();
    const first = await run(`{ post { id
      ... @defer(label: "a") { author { name } sure }
      ... @defer(label: "b") { author { name } }
    } }`);
    expect(first.data).toEqual({ post: { id: "1", author: { name: "Ann" } } });
    expect(first.later?.pending).toEqual([{ id: "0", path: ["post"], label: "a" }]);
    const { payloads } = await mergedAnswer(first);
    expect(payloads).toMatchObject([
      { incremental: [], completed: [{ id: "0", errors: [{ path: ["post", "sure"] }] }] },
    ]);
  });

  test("that has failed is not named any more for what another one shares with it", async () => {
    const { run, letGo } = openPosts({ held: ["Post", "Post[2]"] });
    const first = await run(`{ post { id
      ... @defer(label: "a") { author { name } sure }
      ... @defer(label: "b") { author { name } replies { id } }
    } }`);
    const merged = mergedAnswer(first);
    await letGo("Post");
    await turns();
    await letGo("Post[2]");
    const { payloads } = await merged;
    expect(payloads).toMatchObject([
      { incremental: [], completed: [{ id: "0", errors: [{}] }] },
      { incremental: [{ id: "1" }, { id: "1" }], completed: [{ id: "1" }] },
    ]);
  });

  test("is none where all it selects is selected elsewhere", async () => {
    const { run } = openPosts({ held: ["Author"] });
    const first = await run(`{ post { id author { name }
      ... @defer(label: "outer") { id ... @defer(label: "inner") { author { bio } } }
    } }`);
    expect(first.later?.pending).toEqual([{ id: "0", path: ["post"], label: "inner" }]);
  });

  test("of a fragment that is spread twice is deferred once, unless it is spread without that", async () => {
    const { run } = openPosts({ held: ["Post"] });
    const twice = await run(
      "{ post { id ...F @defer ...F @defer } } fragment F on Post { author { name } }",
    );
    expect(twice.later?.pending).toHaveLength(1);
    const { run: runNow } = openPosts();
    const both = await runNow(
      "{ post { id ...F @defer ...F } } fragment F on Post { author { name } }",
    );
    expect(both.later).toBeUndefined();
  });

  test("on a union is told of for those objects alone that it fits", async () => {
    const { run, letGo } = openPosts({ held: ["Note"] });
    const first = await run(
      "{ things { __typename ... on Note @defer { line } ... on Author { id } } }",
    );
    expect(first.later?.pending).toEqual([{ id: "0", path: ["things", 0], label: undefined }]);
    const merged = mergedAnswer(first);
    await letGo("Note");
    expect((await merged).data).toEqual({
      things: [
        { __typename: "Note", line: "a line" },
        { __typename: "Author", id: "2" },
      ],
    });
  });

  test("at the root of a mutation waits for its turn like all others", async () => {
    const { run } = openPosts();
    expect(await run("mutation { ... @defer { write { id } } }")).toEqual({
      data: { write: { id: "1" } },
    });
  });

  test("is given up where the answer would get too large", async () => {
    const { run, letGo } = openPosts({ held: ["Post[2]"], maxAnswerItems: 1 });
    const first = await run("{ post { id ... @defer { replies { id } } } }");
    const merged = mergedAnswer(first);
    await letGo("Post[2]");
    const { data, payloads } = await merged;
    expect(data).toEqual({ post: { id: "1" } });
    expect(payloads).toMatchObject([
      { incremental: [], completed: [{ errors: [{ extensions: { code: "ANSWER_TOO_LARGE" } }] }] },
    ]);
  });

  test("of one object of a list does not wait for those of others", async () => {
    const { run, letOneGo } = openPosts({ held: ["Note"] });
    const first = await run("{ lots { id ... @defer { line } } }");
    expect(first.later?.pending).toHaveLength(100);
    const merged = mergedAnswer(first);
    for (let number = 99; number >= 0; number--) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await letOneGo(number);
    }
    const { payloads } = await merged;
    expect(payloads[0]?.incremental).toMatchObject([{ id: "99", data: { line: "a line" } }]);
  });

  test("inside another one waits for that, though there is one between them without fields", async () => {
    const { run, letGo } = openPosts({ held: ["Post[1]"] });
    const first = await run(`{ post { id ... @defer(label: "outer") { likes
      ... @defer(label: "middle") { ... @defer(label: "inner") { author { name } } }
    } } }`);
    expect(first.later?.pending).toEqual([{ id: "0", path: ["post"], label: "outer" }]);
    const merged = mergedAnswer(first);
    await letGo("Post[1]");
    expect((await merged).payloads).toMatchObject([
      { pending: [{ id: "1", label: "inner" }], incremental: [{ id: "0" }, { id: "1" }] },
    ]);
  });

  test("that code answers has the fields that the others of its object have", async () => {
    const { run } = openPosts();
    const { data } = await run("{ post { likes ... @defer { summary } } }");
    expect(data).toEqual({ post: { likes: 3, summary: "3 likes" } });
  });

  test("is given up where nobody is to have it: the rest has failed, or the caller has gone", async () => {
    const failing = openPosts({ held: ["Note"] });
    expect((await failing.run("{ rows { must ... @defer { line } } }")).data).toEqual({
      rows: null,
    });
    expect(failing.givenUp).toEqual(["Note", "Note", "Note"]);

    const { run, givenUp } = openPosts({ held: ["Post"] });
    const { later } = await run("{ post { id ... @defer { author { name } } } }");
    const next = later?.payloads.next();
    await later?.payloads.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(givenUp).toEqual(["Post"]);
  });

  test("is never told of where its object is not in the answer", async () => {
    const { run } = openPosts({ held: ["Note"] });
    const first = await run("{ rows { must ... @defer { line } } }");
    expect(first).toMatchObject({ data: { rows: null }, errors: [{ path: ["rows", 1, "must"] }] });
    expect(first.later).toBeUndefined();
  });
});
