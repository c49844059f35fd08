import { describe, expect, test } from "vitest";

import type { ExplainedList, ExplainedStep } from "../../../src/execution/explain/explanation.ts";
import { renderText } from "../../../src/execution/explain/render-text.ts";
import {
  amount,
  noCalls,
  noWindows,
  postsWithUsers,
  someConnector,
  someExplanation,
  someStep,
  usersStep,
} from "./support/some-explanation.ts";

/** What is said of a step below its line. */
function factsOf(step: ExplainedStep, kind: "query" | "mutation" = "query"): readonly string[] {
  const operation = { name: undefined, kind, origin: undefined };
  const lines = renderText(someExplanation({ operation, steps: [step] })).split("\n");
  return lines.filter((line) => line.startsWith("      ")).map((line) => line.trim());
}

describe("an explanation as text", () => {
  test("is a tree of steps with what they ask and cost, then the calls, then what was assumed", () => {
    expect(renderText(postsWithUsers())).toBe(`\
query

└─ posts            GET /posts  1 call
   │  blog · shared by all callers
   │  kept for 1 min
   └─ posts[].user  GET /users  ceil(posts / 100) = 1 call
         brings name · blog · batches of at most 100 · shared by all callers
         kept for 1 min

Calls  estimated                  at worst                   allowed
blog   1 + ceil(posts / 100) = 2  1 + ceil(posts / 100) = 2  200

Lists
  posts  100  as given`);
  });

  test("names the operation and its place, and draws the branches of several steps", () => {
    const text = renderText(
      someExplanation({
        operation: {
          name: "Feed",
          kind: "query",
          origin: { file: "feed.graphql", line: 3, column: 1 },
        },
        steps: [
          someStep({
            children: [
              usersStep(),
              usersStep({ id: "1.2", path: "posts[].editor", calls: amount(3, "posts") }),
            ],
          }),
          someStep({ id: "2", path: "greet", kind: "resolve", ...noCalls }),
          someStep({ id: "3", path: "__schema", kind: "introspect", ...noCalls }),
        ],
      }),
    );
    expect(text).toMatch(/^query Feed feed\.graphql:3\n/);
    expect(text.split("\n").filter((line) => /[├└]/.test(line))).toEqual([
      "├─ posts              GET /posts  1 call",
      "│  ├─ posts[].user    GET /users  ceil(posts / 100) = 1 call",
      "│  └─ posts[].editor  GET /users  posts = 3 calls",
      "├─ greet              a resolver",
      "└─ __schema           the schema",
    ]);
    expect(text).toContain("│  │     kept for 1 min");
  });

  test("adds up the calls of several sources, and says where there are none", () => {
    const two = ["blog", "shop"].map((source) => ({
      source,
      limit: 200,
      excess: undefined,
      calls: amount(1),
      worst: amount(2, "posts"),
    }));
    const total = { calls: amount(2, "1 + 1"), worst: amount(4) };
    expect(renderText(someExplanation({ sources: two, total }))).toContain(`\
Calls   estimated  at worst   allowed
blog    1          posts = 2  200
shop    1          posts = 2  200
in all  2          4`);
    expect(renderText(someExplanation())).toContain(
      "Calls   estimated  at worst  allowed\nin all  0",
    );
  });

  test.each([
    ["refused", "2, exceeded", "the operation is refused, and nothing is asked for"],
    [
      "estimated",
      "2, exceeded",
      "when 2 calls are made, as is to be expected, what is left fails.",
    ],
    ["worst", "2, exceeded at worst", "if it comes to 2 calls, what is left fails."],
  ] as const)("says where more calls are made than may be: %s", (excess, allowed, what) => {
    const counted = { calls: amount(3), worst: amount(3) };
    const text = renderText(
      someExplanation({ sources: [{ source: "blog", limit: 2, excess, ...counted }] }),
    );
    expect(text).toContain(`blog   3          3         ${allowed}\n\nTOO_MANY_CALLS blog: `);
    expect(text).toContain(what);
  });

  test("says how the size of each list is known", () => {
    const lists = [
      list("posts", { kind: "argument", argument: "limit" }),
      list("tags", { kind: "declared" }),
      list("authors", { kind: "assumed", argument: "limit" }),
      list("likes", { kind: "observed" }),
      list("comments", { kind: "default", arguments: [] }),
      list("likes", { kind: "default", arguments: ["first", "last"] }),
    ];
    expect(renderText(someExplanation({ lists }))).toContain(`Lists
  posts                        7  by its argument "limit"
  posts[].tags (tags)          7  as Post.tags declares
  posts[].authors (authors)    7  taken from its argument "limit", which no @listSize declares
  posts[].likes (likes)        7  the longest met so far
  posts[].comments (comments)  7  a guess: nothing says how long Post.comments is
  posts[].likes (likes)        7  a guess: its argument "first" or "last" is not known`);
  });

  test("ends with what is taken for granted, and what is dear, by its path", () => {
    const text = renderText(
      someExplanation({
        steps: [someStep()],
        assumptions: ["Nothing is kept yet."],
        problems: [
          { code: "MULTIPLIED_CALLS", step: "1", message: "It multiplies.", help: "Batch it." },
        ],
      }),
    );
    expect(text).toMatch(
      /Taken for granted\n {2}Nothing is kept yet\.\n\nMULTIPLIED_CALLS posts\n {2}It multiplies\.\n {2}→ Batch it\.$/,
    );
  });

  test("is painted part by part, without moving a column", () => {
    const plain = renderText(postsWithUsers());
    const painted = renderText(postsWithUsers(), { paint: (part, text) => `<${part}>${text}</>` });
    expect(painted).toContain("<name>posts[].user</>  GET /users");
    expect(painted.replaceAll(/<\/?\w*>/g, "")).toBe(plain);
  });
});

describe("a step says", () => {
  test("how it is batched, with whom, and that a list multiplies what is not", () => {
    const batch = { maxSize: 20, windowMs: 50, onFailure: "TOGETHER" } as const;
    const connector = someConnector({ batch });
    const steps = [
      someStep({ connector, batchedWith: ["2"] }),
      someStep({ id: "2", path: "other" }),
    ];
    expect(renderText(someExplanation({ steps }))).toContain(
      "blog · batches of at most 20 · wait up to 50 ms for company · fail as a whole · together with other · shared",
    );
    expect(factsOf(someStep({ multipliedBy: ["posts"] }))[0]).toBe(
      "blog · not batched: a call for each key · shared by all callers",
    );
    expect(factsOf(someStep({ batchedWith: ["9"], isOptional: true }))[0]).toBe(
      "blog · together with 9 · shared by all callers · only for what the objects do not have yet",
    );
  });

  test("who shares its calls", () => {
    expect(shared("REQUEST", ["a"])).toBe("blog · shared with no other request");
    expect(shared("SCOPE", ["authorization"])).toBe(
      "blog · shared by callers of equal authorization",
    );
    expect(shared("SCOPE", ["x-tenant"], ["", "claims.sub"])).toBe(
      "blog · shared by callers of equal x-tenant and $context and $context.claims.sub",
    );
  });

  test("how long what it brings is kept, or why it is not", () => {
    const windows = { staleWhileRevalidateMs: 600_000, staleIfErrorMs: 3_600_000 };
    const kept = { kind: "kept", ttlMs: 90_000, ...windows, missingTtlMs: 250 } as const;
    expect(factsOf(someStep({ kept: { ...kept, isPrivate: true } }))[1]).toBe(
      "kept for 1 min 30 s, stale for 10 min more while it refreshes, for 1 h more if the source fails, missing ones for 250 ms, for each caller alone",
    );
    const unkept = (reason: string) => factsOf(someStep({ kept: { kind: "unkept", reason } }))[1];
    expect(unkept("No type says how long.")).toBe("not kept: no type says how long");
    expect(unkept("User.name does not say.")).toBe("not kept: User.name does not say");
  });

  test("that the first part of the answer does not wait for it", () => {
    expect(timing({ kind: "first" })).toBeUndefined();
    expect(timing({ kind: "lazy", budgetMs: 1000, reason: "A slow report." })).toBe(
      "lazy, waited for 1 s at most: A slow report.",
    );
    expect(timing({ kind: "lazy", budgetMs: 0, reason: "A slow report." })).toBe(
      "lazy, not waited for: A slow report.",
    );
    const fragments = [
      { label: undefined, path: "" },
      { label: "slow", path: "posts[]" },
    ];
    expect(timing({ kind: "deferred", fragments })).toBe(
      'deferred: at the root, at posts[] ("slow")',
    );
    expect(timing({ kind: "streamed", label: "rest", initialCount: 5 })).toBe(
      'streamed after the first 5 ("rest")',
    );
  });

  test("nothing of batches and keeping where it changes something", () => {
    expect(factsOf(someStep(), "mutation")).toEqual(["blog · never batched, shared or kept"]);
    const child = usersStep({
      kept: { kind: "kept", ttlMs: 1000, ...noWindows, isPrivate: false },
    });
    expect(
      renderText(
        someExplanation({
          operation: { name: undefined, kind: "mutation", origin: undefined },
          steps: [someStep({ children: [child] })],
        }),
      ),
    ).toContain("kept for 1 s");
  });

  test("that a mapping makes no call, and that a batch resolver does", () => {
    const connector = someConnector({ source: "custom resolvers", request: undefined });
    const mapping = someStep({ connector, calls: amount(0) });
    expect(renderText(someExplanation({ steps: [mapping] }))).toContain("└─ posts  a mapping\n");
    expect(factsOf(mapping)).toEqual(["kept for 1 min"]);
    const batch = { maxSize: 10, windowMs: 0, onFailure: "SPLIT" } as const;
    const resolver = someStep({ connector: { ...connector, batch } });
    expect(renderText(someExplanation({ steps: [resolver] }))).toContain(
      "└─ posts  a batch resolver  1 call\n",
    );
    expect(factsOf(resolver)[0]).toBe(
      "custom resolvers · batches of at most 10 · shared by all callers",
    );
  });
});

function list(name: string, from: ExplainedList["from"]): ExplainedList {
  const path = name === "posts" ? name : `posts[].${name}`;
  return { path, coordinate: `Post.${name}`, name, size: 7, from };
}

function shared(
  sharing: "SCOPE" | "REQUEST",
  headers: readonly string[],
  context: readonly string[] = [],
) {
  const scope = { sharing, headers, context };
  return factsOf(someStep({ connector: someConnector({ scope }) }))[0];
}

function timing(value: ExplainedStep["timing"]) {
  return factsOf(someStep({ timing: value }))[2];
}
