import type {
  Amount,
  ExplainedConnector,
  ExplainedStep,
  Explanation,
} from "../../../../src/execution/explain/explanation.ts";

/** An explanation of an operation that asks one source for nothing, but for what is said. */
export function someExplanation(changed: Partial<Explanation> = {}): Explanation {
  return {
    operation: { name: undefined, kind: "query", origin: undefined },
    steps: [],
    lists: [],
    sources: [],
    total: { calls: amount(0), worst: amount(0) },
    assumptions: [],
    problems: [],
    ...changed,
  };
}

/** A step that fetches posts for all callers with one call, and is kept for a minute, but for what is said. */
export function someStep(changed: Partial<ExplainedStep> = {}): ExplainedStep {
  return {
    id: "1",
    kind: "fetch",
    path: "posts",
    typeName: "Query",
    fields: ["Query.posts"],
    origin: undefined,
    timing: { kind: "first" },
    connector: someConnector(),
    batchedWith: [],
    isOptional: false,
    kept: { kind: "kept", ttlMs: 60_000, ...noWindows, isPrivate: false },
    objects: amount(1),
    keys: amount(1),
    calls: amount(1),
    multipliedBy: [],
    children: [],
    ...changed,
  };
}

/** What a resolver has for these. */
export const noCalls = { connector: undefined, calls: amount(0) };

export const noWindows = { staleWhileRevalidateMs: 0, staleIfErrorMs: 0, missingTtlMs: 0 };

export function someConnector(changed: Partial<ExplainedConnector> = {}): ExplainedConnector {
  return {
    id: "Query.posts",
    source: "blog",
    request: { method: "GET", url: "/posts" },
    batch: undefined,
    scope: { sharing: "SCOPE", headers: [], context: [] },
    ...changed,
  };
}

/** A step that fetches users in batches of 100, for each of as many posts as there are. */
export function usersStep(changed: Partial<ExplainedStep> = {}): ExplainedStep {
  return someStep({
    id: "1.1",
    kind: "fill",
    path: "posts[].user",
    typeName: "User",
    fields: ["User.name"],
    connector: someConnector({
      id: "User",
      request: { method: "GET", url: "/users" },
      batch: { maxSize: 100, windowMs: 0, onFailure: "SPLIT" },
    }),
    objects: amount(100, "posts"),
    keys: amount(100, "posts"),
    calls: amount(1, "ceil(posts / 100)"),
    multipliedBy: ["posts"],
    ...changed,
  });
}

export function amount(value: number, formula = String(value)): Amount {
  return { formula, value };
}

/** Posts with their users: two calls. */
export function postsWithUsers(): Explanation {
  const calls = amount(2, "1 + ceil(posts / 100)");
  return someExplanation({
    steps: [someStep({ children: [usersStep()] })],
    lists: [
      {
        path: "posts",
        coordinate: "Query.posts",
        name: "posts",
        size: 100,
        from: { kind: "given" },
      },
    ],
    sources: [{ source: "blog", limit: 200, excess: undefined, calls, worst: calls }],
    total: { calls, worst: calls },
  });
}
