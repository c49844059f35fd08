import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import type { FetchKeys, Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { executorFor } from "../support/executor-for.ts";
import { mergedAnswer } from "../support/merged-answer.ts";
import { turns, until } from "../support/until.ts";

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query {
    post: Post @connect(http: { GET: "https://api.test/post" }, selection: "id tags matrix { n }")
    notes: [Note] @connect(http: { GET: "https://api.test/notes" }, selection: "id must")
    lots: [Note] @connect(http: { GET: "https://api.test/lots" }, selection: "id must")
    rows: [Note!] @connect(http: { GET: "https://api.test/rows" }, selection: "id must")
    things: [Any] @connect(http: { GET: "https://api.test/things" }, selection: "__typename: type id must name")
  }
  union Any = Note | Author
  type Note
    @connect(http: { GET: "https://api.test/note/{$this.id}" }, selection: "author { id name } line")
  { id: ID! must: Int! line: String author: Author }
  type Post
    @connect(http: { GET: "https://api.test/author/{$this.id}" }, selection: "author { id name }")
    @connect(http: { GET: "https://api.test/stats/{$this.id}" }, selection: "likes views sure")
    @connect(http: { GET: "https://api.test/replies/{$this.id}" }, selection: "replies { id must }")
  {
    id: ID
    tags: [String]
    matrix: [[Cell]]
    author: Author
    likes: Int
    views: Int
    sure: Int!
    replies: [Note] @lazy(reason: "few read them", budget: "10s")
    summary: String
  }
  type Cell { n: Int }
  type Author
    @connect(http: { GET: "https://api.test/bio/{$this.id}" }, selection: "bio")
  { id: ID name: String bio: String }
  type Mutation {
    write: Post @connect(http: { POST: "https://api.test/post" }, selection: "id tags matrix { n }")
  }
`;

const values: Readonly<Record<string, Outcome>> = {
  "Query.post": value({ id: "1", tags: ["a", "b"], matrix: [[{ n: 1 }], [{ n: 2 }, { n: 3 }]] }),
  "Mutation.write": value({ id: "1" }),
  "Query.notes": value([{ id: "1", must: 1 }, "no note", { id: "3", must: 3 }]),
  "Query.rows": value([{ id: "1", must: 1 }, { id: "2" }, { id: "3", must: 3 }]),
  "Query.lots": value(Array.from({ length: 100 }, (_, id) => ({ id: String(id), must: id }))),
  "Query.things": value([
    { __typename: "Note", id: "1" },
    { __typename: "Author", id: "2" },
  ]),
  Post: value({ author: { id: "7", name: "Ann" } }),
  "Post[1]": value({ likes: 3, views: 5, sure: null }),
  "Post[2]": value({
    replies: [
      { id: "r1", must: 1 },
      { id: "r2", must: 2 },
    ],
  }),
  Note: value({ line: "a line", author: { id: "7" } }),
  Author: value({ bio: "born" }),
};

function value(it: Extract<Outcome, { kind: "value" }>["value"]): Outcome {
  return { kind: "value", value: it };
}

/** An executor whose connectors answer at once, but for those that are held until they are let go. */
function setUp({ held = [], maxAnswerItems = 1000 }: Setting = {}) {
  const givenUp: string[] = [];
  const waiting: { readonly id: string; readonly resolve: () => void }[] = [];
  const fetchKeys: FetchKeys = async ({ id }, keys, { signal }) => {
    signal?.addEventListener("abort", () => givenUp.push(id));
    if (held.includes(id)) await new Promise<void>((resolve) => waiting.push({ id, resolve }));
    return keys.map(() => values[id] ?? { kind: "missing" });
  };
  const { executor } = executorFor(sdl, {
    fetchKeys,
    maxAnswerItems,
    resolvers: { Post: { summary } },
  });
  const run = (query: string) =>
    executor.execute({
      document: parse(query),
      operationName: undefined,
      variables: {},
      request: newRequestContext(),
      takesParts: true,
    });
  const letGo = async (id: string): Promise<void> => {
    await until(() => waiting.some((each) => each.id === id));
    for (const each of waiting) if (each.id === id) each.resolve();
  };
  const letOneGo = async (number: number): Promise<void> => {
    await until(() => waiting.length > number);
    waiting[number]?.resolve();
    await turns();
  };
  return { run, letGo, letOneGo, givenUp };
}

function summary({ likes }: { readonly likes?: number }): string {
  return `${likes} likes`;
}

interface Setting {
  /** Connectors, by their ids. */
  readonly held?: readonly string[];
  readonly maxAnswerItems?: number;
}

describe("a deferred fragment", () => {
  test("that is there already comes with the first part", async () => {
    const { run } = setUp();
    expect(await run("{ post { id ... @defer { author { name } } } }")).toEqual({
      data: { post: { id: "1", author: { name: "Ann" } } },
    });
  });

  test("may have any key, though it is merged", async () => {
    const { run } = setUp();
    const { data } = await run("{ post { id ... @defer { __proto__: author { name } } } }");
    expect(JSON.stringify(data)).toBe('{"post":{"id":"1","__proto__":{"name":"Ann"}}}');
  });

  test("shares with its neighbour what both select: it comes once, with the first that is there", async () => {
    const { run, letGo } = setUp({ held: ["Post", "Post[1]", "Author"] });
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
    const { run } = setUp();
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
    const { run, letGo } = setUp({ held: ["Post", "Post[2]"] });
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
    const { run } = setUp({ held: ["Author"] });
    const first = await run(`{ post { id author { name }
      ... @defer(label: "outer") { id ... @defer(label: "inner") { author { bio } } }
    } }`);
    expect(first.later?.pending).toEqual([{ id: "0", path: ["post"], label: "inner" }]);
  });

  test("of a fragment that is spread twice is deferred once, unless it is spread without that", async () => {
    const { run } = setUp({ held: ["Post"] });
    const twice = await run(
      "{ post { id ...F @defer ...F @defer } } fragment F on Post { author { name } }",
    );
    expect(twice.later?.pending).toHaveLength(1);
    const { run: runNow } = setUp();
    const both = await runNow(
      "{ post { id ...F @defer ...F } } fragment F on Post { author { name } }",
    );
    expect(both.later).toBeUndefined();
  });

  test("on a union is told of for those objects alone that it fits", async () => {
    const { run, letGo } = setUp({ held: ["Note"] });
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
    const { run } = setUp();
    expect(await run("mutation { ... @defer { write { id } } }")).toEqual({
      data: { write: { id: "1" } },
    });
  });

  test("is given up where the answer would get too large", async () => {
    const { run, letGo } = setUp({ held: ["Post[2]"], maxAnswerItems: 1 });
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
    const { run, letOneGo } = setUp({ held: ["Note"] });
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
    const { run, letGo } = setUp({ held: ["Post[1]"] });
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
    const { run } = setUp();
    const { data } = await run("{ post { likes ... @defer { summary } } }");
    expect(data).toEqual({ post: { likes: 3, summary: "3 likes" } });
  });

  test("is given up where nobody is to have it: the rest has failed, or the caller has gone", async () => {
    const failing = setUp({ held: ["Note"] });
    expect((await failing.run("{ rows { must ... @defer { line } } }")).data).toEqual({
      rows: null,
    });
    expect(failing.givenUp).toEqual(["Note", "Note", "Note"]);

    const { run, givenUp } = setUp({ held: ["Post"] });
    const { later } = await run("{ post { id ... @defer { author { name } } } }");
    const next = later?.payloads.next();
    await later?.payloads.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(givenUp).toEqual(["Post"]);
  });

  test("is never told of where its object is not in the answer", async () => {
    const { run } = setUp({ held: ["Note"] });
    const first = await run("{ rows { must ... @defer { line } } }");
    expect(first).toMatchObject({ data: { rows: null }, errors: [{ path: ["rows", 1, "must"] }] });
    expect(first.later).toBeUndefined();
  });
});

describe("a streamed list", () => {
  test("that needs no steps comes whole", async () => {
    const { run } = setUp();
    expect(await run("{ post { tags @stream matrix @stream(initialCount: 1) { n } } }")).toEqual({
      data: { post: { tags: ["a", "b"], matrix: [[{ n: 1 }], [{ n: 2 }, { n: 3 }]] } },
    });
  });

  test("comes without the items that the others do not wait for", async () => {
    const { run, letGo } = setUp({ held: ["Note"] });
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
    const { run, letOneGo } = setUp({ held: ["Note"] });
    const first = await run("{ post { replies @stream { id line } } }");
    const merged = mergedAnswer(first);
    await letOneGo(1);
    await letOneGo(0);
    const { data, payloads } = await merged;
    expect(data).toMatchObject({ post: { replies: [{ id: "r1" }, { id: "r2" }] } });
    expect(payloads.map(({ incremental }) => incremental)).toMatchObject([
      [{ kind: "items", items: [{ id: "r1" }, { id: "r2" }] }],
    ]);

    const { run: runAgain, letOneGo: letNextGo } = setUp({ held: ["Note"] });
    const again = mergedAnswer(await runAgain("{ post { replies @stream { id line } } }"));
    await letNextGo(0);
    await letNextGo(1);
    expect((await again).payloads).toMatchObject([
      { incremental: [{ items: [{ id: "r1" }] }], completed: [], hasNext: true },
      { incremental: [{ items: [{ id: "r2" }] }], completed: [{ id: "0" }], hasNext: false },
    ]);
  });

  test("of very many items comes in pieces of several", async () => {
    const { run } = setUp();
    const { data } = await mergedAnswer(await run("{ many: lots @stream { id must line } }"));
    expect(Reflect.get(Object(data), "many")).toHaveLength(100);
  });

  test("ends where an item that must be there is not", async () => {
    const { run } = setUp();
    const first = await run("{ rows @stream(initialCount: 1) { id must } }");
    expect(first.data).toEqual({ rows: [{ id: "1", must: 1 }] });
    const { data, payloads } = await mergedAnswer(first);
    expect(data).toEqual(first.data);
    expect(payloads).toMatchObject([
      { incremental: [], completed: [{ errors: [{ path: ["rows", 1, "must"] }] }] },
    ]);
  });

  test("that one of its first items has made null has no rest", async () => {
    const { run } = setUp({ held: ["Note"] });
    const first = await run("{ rows @stream(initialCount: 2) { must ... @defer { line } } }");
    expect(first).toMatchObject({ data: { rows: null }, errors: [{ path: ["rows", 1, "must"] }] });
    expect(first.later).toBeUndefined();
  });

  test("is whole where it is not streamed everywhere alike", async () => {
    const { run } = setUp();
    const { data } = await run(
      "{ rows: notes @stream(initialCount: 1) { id } ... { rows: notes { id } } }",
    );
    expect(data).toEqual({ rows: [{ id: "1" }, null, { id: "3" }] });
  });

  test("is whole where it is selected in a deferred fragment as well: its items belong to both", async () => {
    const { run, letGo } = setUp({ held: ["Note"] });
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
    const { run } = setUp();
    expect(await run("{ notes @stream(initialCount: -1) { id } }")).toMatchObject({
      data: { notes: null },
      errors: [{ message: expect.stringContaining("must not be negative"), path: ["notes"] }],
    });
  });

  test("may have deferred items where it is lazy", async () => {
    const { run, letGo } = setUp({ held: ["Note"] });
    const first = await run("{ post { id replies { id ... @defer { line } } } }");
    expect(first.data).toEqual({ post: { id: "1", replies: [{ id: "r1" }, { id: "r2" }] } });
    const merged = mergedAnswer(first);
    await letGo("Note");
    expect((await merged).data).toMatchObject({
      post: { replies: [{ line: "a line" }, { line: "a line" }] },
    });
  });

  test("may be lazy: its rest comes after it has joined the others", async () => {
    const { run, letGo } = setUp({ held: ["Note"] });
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
