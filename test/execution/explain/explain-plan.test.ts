import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import { allSteps } from "../../../src/execution/explain/all-steps.ts";
import type { ExplainedStep } from "../../../src/execution/explain/explanation.ts";
import { TooManyPlaces } from "../../../src/execution/explain/walk-plan.ts";
import { blog, counted, explain, type ExplainBlogInput } from "./support/blog.ts";
import { openCounted } from "./support/counted-run.ts";

/** The steps by path: connector, calls, and what else is asked for. */
function stepsOf(query: string, input: ExplainBlogInput = {}) {
  return new Map(
    allSteps(explain(query, input).steps).map((step): [string, ExplainedStep] => [step.path, step]),
  );
}

describe("the steps of an operation", () => {
  test("are a tree, with what each asks and for how many", () => {
    const { steps, operation } = explain(
      "query Feed { posts { title author { name team { title } } } }",
    );
    expect(operation).toMatchObject({ name: "Feed", kind: "query", origin: { line: 1 } });
    expect(steps).toMatchObject([
      {
        id: "1",
        kind: "fetch",
        path: "posts",
        fields: ["Query.posts"],
        connector: {
          id: "Query.posts",
          request: { method: "GET", url: "/posts?n={$args.limit}" },
          batch: undefined,
        },
        calls: { formula: "1" },
        children: [
          {
            id: "1.1",
            kind: "fill",
            path: "posts[].author",
            typeName: "Author",
            fields: ["Author.name", "Author.team"],
            connector: {
              id: "Author",
              source: "people",
              batch: { maxSize: 100, windowMs: 0, onFailure: "SPLIT" },
            },
            objects: { formula: "posts", value: 10 },
            calls: { formula: "ceil(posts/100)", value: 1 },
            multipliedBy: ["posts"],
            children: [
              { id: "1.1.1", path: "posts[].author.team", calls: { formula: "posts", value: 10 } },
            ],
          },
        ],
      },
    ]);
  });

  test("have sources, with calls, the worst case and the limit", () => {
    const { sources, total } = explain("{ posts { author { name } } page { items { id } } }");
    expect(sources).toMatchObject([
      { source: "blog", limit: 1000, calls: { formula: "1", value: 1 } },
      { source: "people", calls: { formula: "ceil(posts/100)", value: 1 } },
      { source: "http://other.test", calls: { value: 1 } },
    ]);
    expect(total.calls).toEqual({ formula: "2 + ceil(posts/100)", value: 3 });
  });

  test("share batches where they start at the same moment, and equal objects count once", () => {
    const query = "{ posts { author { name } writer: author { id name } editor { name } } }";
    const steps = stepsOf(query);
    expect(steps.get("posts[].author")?.batchedWith).toEqual(["1.2", "1.3"]);
    const { total } = explain(query, { sizes: { posts: 60 } });
    expect(total.calls).toEqual({ formula: "1 + ceil(2 × posts / 100)", value: 3 });
    expect(total.worst).toEqual({ formula: "1 + 3 × ceil(posts/100)", value: 4 });
  });

  test("share nothing where one may be there before the other", () => {
    const query = "{ a: post(id: 1) { author { name } } b: post(id: 2) { author { name } } }";
    expect([...stepsOf(query).values()].flatMap(({ batchedWith }) => batchedWith)).toEqual([]);
    expect(explain(query).total.calls.value).toBe(4);
  });

  test("with arguments that are equal are asked for once, as far as the variables are known", () => {
    const query = "query ($a: ID!) { a: post(id: $a) { id } b: post(id: 1) { id } }";
    expect(explain(query, { variables: { a: "1" } }).total.calls.value).toBe(1);
    expect(explain(query, { variables: { a: "2" } }).total.calls.value).toBe(2);
    expect(explain(query).total.calls.value).toBe(2);
    expect(explain(query, { variables: { a: "1" } }).total.worst.value).toBe(2);
  });

  test("ask the same objects for other things with other arguments", () => {
    const query = "{ posts { a: related(n: 1) { id } b: related(n: 2) { id } } }";
    expect(explain(query).total.calls).toEqual({ formula: "1 + 2 × posts", value: 21 });
  });

  test("that read nothing of an object are one call for all of them", () => {
    expect(stepsOf("{ posts { best(n: 3) { title } } }").get("posts[].best")?.calls.value).toBe(1);
  });

  test("of a mutation are made one after the other, equal or not", () => {
    const query =
      "mutation { a: like(id: 1) { author { name } } b: like(id: 1) { author { name } } }";
    expect(explain(query).total.calls.value).toBe(4);
  });

  test("are there for each type that a value may have", () => {
    const steps = allSteps(
      explain("{ anything { ... on Post { title } ... on Author { name } } }", {
        sizes: { anything: 5 },
      }).steps,
    );
    expect(steps.map(({ path, typeName }) => [path, typeName])).toEqual([
      ["anything", "Query"],
      ["anything[]", "Post"],
      ["anything[]", "Author"],
    ]);
  });

  test("that make no call are told, and cost none", () => {
    const { total, steps } = explain("{ greet now __schema { description } }");
    expect(steps.map(({ kind, calls }) => [kind, calls.value])).toEqual([
      ["resolve", 0],
      ["fetch", 0],
      ["introspect", 0],
    ]);
    expect(total.calls).toEqual({ formula: "0", value: 0 });
  });

  test("are not told of beyond all bounds", () => {
    let set = "{ id }";
    for (let depth = 0; depth < 14; depth++) {
      set = `{ ${["a", "b"].map((name) => `${name}: related(n: 1) ${set}`).join(" ")} }`;
    }
    expect(() => explain(`{ posts ${set} }`)).toThrow(TooManyPlaces);
  });
});

describe("when steps are answered", () => {
  test("later, with their reasons and labels", () => {
    const steps = stepsOf('{ posts { likes ... @defer(label: "who") { author { name } } } }', {
      takesParts: true,
    });
    expect(steps.get("posts")?.timing).toEqual({ kind: "first" });
    expect(steps.get("posts[].likes")?.timing).toEqual({
      kind: "lazy",
      budgetMs: 50,
      reason: "It counts.",
    });
    expect(steps.get("posts[].author")?.timing).toEqual({
      kind: "deferred",
      fragments: [{ label: "who", path: "posts[]" }],
    });
  });

  test("in no batch with what cannot wait", () => {
    const { total } = explain("{ posts { author { name } ... @defer { editor { name } } } }", {
      takesParts: true,
    });
    expect(total.calls).toEqual({ formula: "1 + 2 × ceil(posts/100)", value: 3 });
  });

  test("for the rest of a streamed list, in batches of its own", () => {
    const query = '{ posts @stream(initialCount: 4, label: "rest") { author { name } } }';
    expect(stepsOf(query, { takesParts: true }).get("posts[].author")).toMatchObject({
      timing: { kind: "streamed", label: "rest", initialCount: 4 },
      objects: { formula: "posts", value: 10 },
      calls: { value: 2 },
    });
    const none = query.replace("4", "0");
    expect(stepsOf(none, { takesParts: true }).get("posts[].author")?.calls.value).toBe(1);
    expect(stepsOf(query).get("posts[].author")?.timing).toEqual({ kind: "first" });
  });
});

describe("what is told of a connector", () => {
  test("is whose calls it may share", () => {
    const steps = stepsOf("{ posts { author { name } } }");
    expect(steps.get("posts[].author")?.connector?.scope).toEqual({
      sharing: "SCOPE",
      headers: ["authorization"],
      context: [],
    });
  });

  test("is how long its values are kept, or why not", () => {
    const query =
      "{ post(id: 1) { likes author { team { title } } } greet now __typename __schema { description } page { items { id } } }";
    const steps = stepsOf(query);
    const kept = [...steps].map(([path, step]) => [
      path,
      step.kept.kind === "kept" ? step.kept.ttlMs : step.kept.reason,
    ]);
    expect(new Map(kept as [string, unknown][])).toEqual(
      new Map<string, unknown>([
        ["post", 60_000],
        ["post.author", 'Author is never kept: its ttl is "0s".'],
        ["post.author.team", "Nothing says how long Team may be kept."],
        ["post.likes", 'Int is never kept: its ttl is "0s".'],
        ["greet", "A resolver is asked each time."],
        ["now", "There is no call to be saved."],
        ["__schema", "The gateway answers it from its schema."],
        ["page", "Nothing says how long Page may be kept."],
      ]),
    );
    const [mutation] = explain("mutation { like(id: 1) { id } }").steps;
    expect(mutation?.kept).toEqual({
      kind: "unkept",
      reason: "What a mutation answers is never kept.",
    });
  });
});

describe("what is taken for granted", () => {
  test("is said", () => {
    const { assumptions } = counted.explain(
      parse("query ($a: ID!) { post(id: $a) { related { likes author { name } } } greet }"),
    );
    expect(assumptions).toEqual([
      "Nothing is kept yet, and nobody else asks for the same at this moment.",
      "The variables are not known: what @skip and @include decide on is all there.",
      "Nothing says how long related is: the settings take a list to have so many items.",
      expect.stringMatching(/^A batch counts once/),
      "A call counts once, however often it is tried again.",
      "What resolvers call themselves is not counted.",
    ]);
    expect(explain("{ __typename }", { variables: {} }).assumptions).toEqual([]);
  });

  test("names lists that were observed", async () => {
    const own = openCounted(blog, {
      fetchKeys: async (_connector, keys) =>
        keys.map(() => ({
          kind: "value",
          value: [
            { id: 1, title: "x" },
            { id: 2, title: "y" },
          ],
        })),
      resolvers: { Query: { greet: () => "hello" } },
      maxBatchSize: 100,
    });
    const document = parse("{ posts { title best { related(n: 1) { id } } } }");
    expect(await own.run(document, {})).toEqual([
      "Query.posts",
      "Post.best",
      "Post.related",
      "Post.related",
    ]);
    const { lists, assumptions } = own.explain(document, {});
    expect(lists).toMatchObject([
      { path: "posts", size: 2, from: { kind: "observed" } },
      { path: "posts[].best", size: 2, from: { kind: "observed" } },
    ]);
    expect(assumptions).toContain(
      "What is observed is the most that this gateway has met so far: posts, best.",
    );
  });

  test("names lists whose length an argument says that is not known", () => {
    const { lists, assumptions } = counted.explain(parse("{ posts { best { id } } }"), {});
    expect(lists[0]).toMatchObject({ from: { kind: "default", arguments: ["limit"] } });
    expect(assumptions).toContain(
      "The arguments that say how long posts is are not known: the settings take a list to have so many items.",
    );
  });

  test("names all lists that nothing is known of", () => {
    const { assumptions } = counted.explain(parse("{ matrix { likes } }"), {});
    expect(assumptions).toContainEqual(
      expect.stringMatching(/^Nothing says how long matrix, matrix\[\] are/),
    );
  });
});

describe("a list that multiplies calls", () => {
  test("is a problem where they are not batched, the dearest first", () => {
    const { problems } = explain(
      "{ posts { author { team { title } } related(n: 1) { likes } } }",
      { sizes: { "posts[].related": 4 } },
    );
    expect(problems.map(({ step, message }) => [step, message])).toEqual([
      [
        "1.1.1",
        expect.stringContaining('for each item of "posts[].related": posts × related = 40 calls.'),
      ],
      ["1.1", expect.stringMatching(/^Post\.related at/)],
      ["1.2.1", expect.stringMatching(/^Team\.title at "posts\[\]\.author\.team"/)],
    ]);
  });

  test.each([
    ["{ posts(limit: 10) { related(n: 1) { id } } }", 'Or ask for fewer items, by "limit"'],
    ["{ few { related(n: 1) { id } } }", "Or bound the list: by an argument such as `limit`"],
  ])("may be bounded, where it is not yet: %s", (query, help) => {
    const [problem] = counted.explain(parse(query), {}).problems;
    expect(problem?.help).toContain(help);
  });

  test("is none where it has one item", () => {
    expect(explain("{ posts { likes } }", { sizes: { posts: 1 } }).problems).toEqual([]);
  });
});
