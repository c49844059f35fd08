import { describe, expect, test } from "vitest";

import { mergedAnswer } from "../support/merged-answer.ts";
import { openPosts } from "./support/open-posts.ts";

describe("a streamed list", () => {
  test("that needs no steps comes whole", async () => {
    const { run } = openPosts();
    expect(await run("{ post { tags @stream matrix @stream(initialCount: 1) { n } } }")).toEqual({
      data: { post: { tags: ["a", "b"], matrix: [[{ n: 1 }], [{ n: 2 }, { n: 3 }]] } },
    });
  });

  test("comes without the items that the others do not wait for", async () => {
    const { run, letGo } = openPosts({ held: ["Note"] });
    const query = `{ notes @stream(label: "rest") { id line } }`;
    const first = await run(query);
    expect(first.data).toEqual({ notes: [] });
    expect(first.later?.pending).toEqual([{ id: "0", path: ["notes"], label: "rest" }]);
    const merged = mergedAnswer(first);
    await letGo("Note");
    const { data, errors, payloads } = await merged;
    expect(data).toEqual({
      notes: [{ id: "1", line: "a line" }, null, { id: "3", line: "a line" }],
    });
    expect(errors).toMatchObject([{ path: ["notes", 1] }]);
    expect(payloads).toMatchObject([
      {
        incremental: [{ kind: "items", id: "0", items: [{}, null, {}] }],
        completed: [{ id: "0" }],
      },
    ]);
  });

  test("sends each item as soon as it is there, and those before it are", async () => {
    const { run, letOneGo } = openPosts({ held: ["Note"] });
    const first = await run("{ post { replies @stream { id line } } }");
    const merged = mergedAnswer(first);
    await letOneGo(1);
    await letOneGo(0);
    const { data, payloads } = await merged;
    expect(data).toMatchObject({ post: { replies: [{ id: "r1" }, { id: "r2" }] } });
    expect(payloads.map(({ incremental }) => incremental)).toMatchObject([
      [{ kind: "items", items: [{ id: "r1" }, { id: "r2" }] }],
    ]);

    const { run: runAgain, letOneGo: letNextGo } = openPosts({ held: ["Note"] });
    const again = mergedAnswer(await runAgain("{ post { replies @stream { id line } } }"));
    await letNextGo(0);
    await letNextGo(1);
    expect((await again).payloads).toMatchObject([
      { incremental: [{ items: [{ id: "r1" }] }], completed: [], hasNext: true },
      { incremental: [{ items: [{ id: "r2" }] }], completed: [{ id: "0" }], hasNext: false },
    ]);
  });

  test("of very many items comes in pieces of several", async () => {
    const { run } = openPosts();
    const { data } = await mergedAnswer(await run("{ many: lots @stream { id must line } }"));
    expect(Reflect.get(Object(data), "many")).toHaveLength(100);
  });

  test("is given up where the answer would get too large", async () => {
    const { run } = openPosts({ maxAnswerItems: 50 });
    expect(await run("{ lots @stream { line } }")).toMatchObject({
      data: null,
      errors: [{ extensions: { code: "ANSWER_TOO_LARGE" } }],
    });
  });

  test("that is no list fails as any other, streamed or not", async () => {
    const { run } = openPosts();
    for (const stream of ["", "@stream"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await run(`{ broken ${stream} { id } }`)).toMatchObject({
        data: { broken: null },
        errors: [{ message: expect.stringContaining("Expected Iterable"), path: ["broken"] }],
      });
    }
  });

  test("may be any iterable", async () => {
    const { run } = openPosts();
    expect(await run("{ post { words } }")).toEqual({ data: { post: { words: ["a", "b"] } } });
  });

  test("ends where an item that must be there is not", async () => {
    const { run } = openPosts();
    const first = await run("{ rows @stream(initialCount: 1) { id must } }");
    expect(first.data).toEqual({ rows: [{ id: "1", must: 1 }] });
    const { data, payloads } = await mergedAnswer(first);
    expect(data).toEqual(first.data);
    expect(payloads).toMatchObject([
      { incremental: [], completed: [{ errors: [{ path: ["rows", 1, "must"] }] }] },
    ]);
  });

  test("that one of its first items has made null has no rest", async () => {
    const { run } = openPosts({ held: ["Note"] });
    const first = await run("{ rows @stream(initialCount: 2) { must ... @defer { line } } }");
    expect(first).toMatchObject({ data: { rows: null }, errors: [{ path: ["rows", 1, "must"] }] });
    expect(first.later).toBeUndefined();
  });

  test("is whole where it is not streamed everywhere alike", async () => {
    const { run } = openPosts();
    const { data } = await run(
      "{ rows: notes @stream(initialCount: 1) { id } ... { rows: notes { id } } }",
    );
    expect(data).toEqual({ rows: [{ id: "1" }, null, { id: "3" }] });
  });

  test("is whole where it is selected in a deferred fragment as well: its items belong to both", async () => {
    const { run, letGo } = openPosts({ held: ["Note"] });
    const first = await run(
      "{ rows: notes @stream { id } ... @defer { rows: notes @stream { id line } } }",
    );
    expect(first.data).toEqual({ rows: [{ id: "1" }, null, { id: "3" }] });
    const merged = mergedAnswer(first);
    await letGo("Note");
    expect((await merged).data).toEqual({
      rows: [{ id: "1", line: "a line" }, null, { id: "3", line: "a line" }],
    });
  });

  test("must not be asked for fewer than no items at first", async () => {
    const { run } = openPosts();
    expect(await run("{ notes @stream(initialCount: -1) { id } }")).toMatchObject({
      data: { notes: null },
      errors: [{ message: expect.stringContaining("must not be negative"), path: ["notes"] }],
    });
  });

  test("may have deferred items where it is lazy", async () => {
    const { run, letGo } = openPosts({ held: ["Note"] });
    const first = await run("{ post { id replies { id ... @defer { line } } } }");
    expect(first.data).toEqual({ post: { id: "1", replies: [{ id: "r1" }, { id: "r2" }] } });
    const merged = mergedAnswer(first);
    await letGo("Note");
    expect((await merged).data).toMatchObject({
      post: { replies: [{ line: "a line" }, { line: "a line" }] },
    });
  });

  test("may be lazy: its rest comes after it has joined the others", async () => {
    const { run, letGo } = openPosts({ held: ["Note"] });
    const first = await run("{ post { id replies @stream { id line } } }");
    expect(first.data).toEqual({ post: { id: "1", replies: [] } });
    expect(first.later?.pending.map(({ path }) => path)).toEqual([["post", "replies"]]);
    const merged = mergedAnswer(first);
    await letGo("Note");
    expect((await merged).data).toEqual({
      post: {
        id: "1",
        replies: [
          { id: "r1", line: "a line" },
          { id: "r2", line: "a line" },
        ],
      },
    });
  });
});
