import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import type { FetchKeys, Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { type ErrorCode, GatewayError } from "../../src/kernel/gateway-error.ts";
import { turns } from "../support/until.ts";
import { executorFor } from "../support/executor-for.ts";

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query {
    user(id: ID): User @connect(http: { GET: "https://api.test/users/{$args.id}" }, selection: "id name")
  }
  type Mutation {
    rename(id: ID, group: ID): User
      @connect(http: { POST: "https://api.test/users/{$args.id}" }, selection: "id name")
      @invalidates(tags: ["user-{$args.id}", "group-{$args.group}", "users"])
    grade(level: Int!): User
      @connect(http: { POST: "https://api.test/grades/{$args.level}" }, selection: "id name")
      @invalidates(tags: ["grades"])
    touch(id: ID): Boolean @invalidates(tags: ["user-{$args.id}"])
    count(step: Int!): Int @invalidates(tags: ["count"])
    plain(id: ID): User
      @connect(http: { POST: "https://api.test/plain/{$args.id}" }, selection: "id name")
  }
  type User { id: ID name: String }
`;

interface Setup {
  readonly outcome?: Outcome;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly touch?: () => unknown;
  readonly signal?: AbortSignal;
  readonly invalidate?: (tags: readonly string[]) => Promise<void>;
}

/** What was done for an operation, in order, and its answer. */
async function run(
  query: string,
  { outcome = done, variables = {}, touch, signal, invalidate }: Setup = {},
) {
  const events: string[] = [];
  const fetchKeys: FetchKeys = async (connector, keys) => {
    events.push(connector.coordinate);
    return keys.map(() => outcome);
  };
  const { executor } = executorFor(sdl, {
    fetchKeys,
    resolvers: {
      Mutation: { touch: touch ?? (() => true), count: () => 1 },
    },
    async invalidate(tags) {
      events.push(`invalidate ${tags.join(" ")}`);
      await invalidate?.(tags);
    },
  });
  const answer = executor.execute({
    document: parse(query),
    operationName: undefined,
    variables,
    request: { ...newRequestContext(), signal },
    wantsFreshnessReport: false,
  });
  return { events, answer };
}

const done: Outcome = { kind: "value", value: { id: "1", name: "Zoe" } };

function failed(code: ErrorCode, status?: number): Outcome {
  const extensions = status === undefined ? {} : { http: { status } };
  return { kind: "error", error: new GatewayError(code, "failed", { extensions }) };
}

const rename = "mutation { rename(id: 1, group: 7) { name } }";
const renamed = ["Mutation.rename", "invalidate user-1 group-7 users"];

describe("a mutation by a connector", () => {
  test("makes stale what it says, once it is done and before it is answered", async () => {
    const told = Promise.withResolvers<void>();
    const { events, answer } = await run(rename, { invalidate: () => told.promise });
    let isAnswered = false;
    const watched = Promise.resolve(answer).then((result) => {
      isAnswered = true;
      return result;
    });
    await turns();
    expect(events).toEqual(renamed);
    expect(isAnswered).toBe(false);
    told.resolve();
    expect((await watched).data).toEqual({ rename: { name: "Zoe" } });
  });

  test.each<[string, Outcome]>([
    ["was done, and has nothing to say", { kind: "missing" }],
    ["was sent, and the connection broke", failed("HTTP_CLIENT_ERROR")],
    ["was sent, and not answered in time", failed("GATEWAY_TIMEOUT")],
    ["was answered with trouble", failed("CONNECTOR_FETCH", 500)],
    ["was answered with what nobody can read", failed("CONNECTOR_RESPONSE_INVALID", 200)],
    ["was given up, perhaps too late", failed("REQUEST_ABORTED")],
  ])("that %s may have been done: it makes stale what it says", async (_what, outcome) => {
    const { events, answer } = await run(rename, { outcome });
    await answer;
    expect(events).toEqual(renamed);
  });

  test.each<[string, Outcome]>([
    ["is refused", failed("CONNECTOR_FETCH", 422)],
    ["is answered with what the schema says is no success", failed("CONNECTOR_FETCH", 200)],
  ])("that %s was not done: nothing is made stale", async (_what, outcome) => {
    const { events, answer } = await run(rename, { outcome });
    await answer;
    expect(events).toEqual(["Mutation.rename"]);
  });

  test("that cannot be asked for makes nothing stale", async () => {
    const { events, answer } = await run(
      "mutation ($level: Int = 1) { grade(level: $level) { name } }",
      { variables: { level: null } },
    );
    expect((await answer).errors?.length).toBe(1);
    expect(events).toEqual([]);
  });

  test("leaves out a tag that inserts an argument which is not there", async () => {
    const { events, answer } = await run("mutation { rename(id: 1) { name } }");
    await answer;
    expect(events).toEqual(["Mutation.rename", "invalidate user-1 users"]);
  });

  test("that declares nothing makes nothing stale", async () => {
    const { events, answer } = await run("mutation { plain(id: 1) { name } }");
    await answer;
    expect(events).toEqual(["Mutation.plain"]);
  });

  test("is over, with all that it makes stale, before the next one starts", async () => {
    const { events, answer } = await run(
      "mutation { a: rename(id: 1, group: 7) { name } b: rename(id: 2, group: 7) { name } }",
    );
    await answer;
    expect(events).toEqual([...renamed, "Mutation.rename", "invalidate user-2 group-7 users"]);
  });
});

function broken(): never {
  throw new Error("after the write");
}

describe("a mutation by a resolver", () => {
  const touch = "mutation { touch(id: 1) }";

  test("makes stale what it says, be it sync or async", async () => {
    for (const resolver of [() => true, async () => true]) {
      // oxlint-disable-next-line no-await-in-loop -- two cases
      const { events, answer } = await run(touch, { touch: resolver });
      // oxlint-disable-next-line no-await-in-loop -- two cases
      expect((await answer).data).toEqual({ touch: true });
      expect(events).toEqual(["invalidate user-1"]);
    }
  });

  test("is answered once that is done", async () => {
    const told = Promise.withResolvers<void>();
    let isAnswered = false;
    const { answer } = await run(touch, { invalidate: () => told.promise });
    const watched = Promise.resolve(answer).finally(() => (isAnswered = true));
    await turns();
    expect(isAnswered).toBe(false);
    told.resolve();
    await watched;
  });

  test("that fails may have done something before: it makes stale what it says", async () => {
    for (const resolver of [broken, async () => broken()]) {
      // oxlint-disable-next-line no-await-in-loop -- two cases
      const { events, answer } = await run(touch, { touch: resolver });
      // oxlint-disable-next-line no-await-in-loop -- two cases
      expect((await answer).errors?.map(({ message }) => message)).toEqual(["after the write"]);
      expect(events).toEqual(["invalidate user-1"]);
    }
  });

  test("that is given up while it works makes stale what it says", async () => {
    const controller = new AbortController();
    const { events, answer } = await run(touch, {
      touch: () => new Promise(() => {}),
      signal: controller.signal,
    });
    await turns();
    controller.abort(new GatewayError("GATEWAY_TIMEOUT", "too slow"));
    expect((await answer).errors?.map(({ message }) => message)).toEqual(["too slow"]);
    expect(events).toEqual(["invalidate user-1"]);
  });

  test("that was not called makes nothing stale", async () => {
    const { events, answer } = await run(touch, { signal: AbortSignal.abort() });
    expect((await answer).errors?.length).toBe(1);
    expect(events).toEqual([]);
    const { events: none, answer: refused } = await run(
      "mutation ($step: Int = 1) { count(step: $step) }",
      { variables: { step: null } },
    );
    expect((await refused).errors?.length).toBe(1);
    expect(none).toEqual([]);
  });
});
