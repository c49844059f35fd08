import { describe, expect, onTestFinished, test } from "vitest";

import type { ConfigInput } from "../../src/gateway.ts";
import { createHeld } from "../support/held.ts";
import { type Answer, drop, json, startUpstream } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

type SourceInput = NonNullable<ConfigInput["sources"]>[string];

const schema = `type Query {
  value: Int @connect(source: "api", http: { GET: "/value" }, selection: "$")
  other: Int @connect(source: "api", http: { GET: "/other" }, selection: "$")
  held: Int @connect(source: "api", http: { GET: "/held" }, selection: "$")
}`;

/** A gateway whose source gives one answer after the other, and then that all is well. */
async function open(api: SourceInput, answers: readonly Answer[] = [], more = "") {
  const left = [...answers];
  const held = createHeld();
  const opened = await openGateway({
    schema: schema + more,
    api,
    routes: {
      "GET /value": () => left.shift() ?? json(1),
      "GET /other": () => json(2),
      "GET /held": held.hold(() => json(3)),
    },
  });
  const codesOf = async (query: string) =>
    (await opened.ask(query)).errors?.map(({ extensions }) => extensions?.["code"]);
  return { ...opened, held, codesOf };
}

const down = json({}, { status: 503 });
/** Opens at the first failure, and stays open for longer than any test. */
const breaker = { failures: 1, minCalls: 1, openFor: "1h" };

describe("a source that is overloaded", () => {
  test("refuses at once, with 503 who gets nothing at all, and not what another part of the answer has", async () => {
    const { gateway, upstream, held } = await open({ maxConcurrentCalls: 1, maxQueuedCalls: 0 });
    const { url } = await gateway.start();
    const first = gateway.execute({ query: "{ held }" });
    await upstream.hasReceived(1);
    const ask = async (query: string) => {
      const response = await fetch(`${url}?query=${encodeURIComponent(query)}`, {
        headers: { "apollo-require-preflight": "1" },
      });
      return { status: response.status, retryAfter: response.headers.get("retry-after") };
    };
    expect(await ask("{ value }")).toEqual({ status: 503, retryAfter: "1" });
    const joined = ask("{ held value }");
    held.letAllGo();
    expect(await joined).toEqual({ status: 200, retryAfter: null });
    expect(await first).toEqual({ data: { held: 3 } });
  });
});

describe("a call that fails", () => {
  test("is made again, if it may come off better, until it does", async () => {
    const { ask, upstream } = await open({ retry: { attempts: 3, backoff: "1ms" } }, [
      down,
      drop(),
    ]);
    expect(await ask("{ value }")).toEqual({ data: { value: 1 } });
    expect(upstream.asked).toHaveLength(3);
  });

  test("is not made again when nothing is left of the request's own time", async () => {
    const { gateway, upstream, ask } = await openGateway({
      schema,
      server: { requestTimeout: "100ms" },
      api: { retry: { attempts: 20, backoff: "1h", maxBackoff: "1h" } },
      routes: { "GET /value": () => down },
    });
    await gateway.start();
    expect(await ask("{ value }")).toMatchObject({
      errors: [{ extensions: { code: "CONNECTOR_FETCH", http: { status: 503 } } }],
    });
    expect(upstream.asked).toHaveLength(1);
  });
});

describe("a source that is down", () => {
  test("is left alone, and its callers are told at once; all other sources go on", async () => {
    const other = await startUpstream({ "GET /": () => json(7) });
    onTestFinished(() => other.close());
    const { ask, upstream, lines } = await open(
      { breaker },
      [down],
      `extend schema @source(name: "fine", http: { baseURL: "${other.url}" })
       extend type Query { fine: Int @connect(source: "fine", http: { GET: "/" }, selection: "$") }`,
    );
    await ask("{ value }");
    const { data, errors } = await ask("{ value other fine }");
    expect(data).toEqual({ value: null, other: null, fine: 7 });
    expect(errors).toMatchObject(
      ["value", "other"].map((name) => ({
        path: [name],
        extensions: { code: "CIRCUIT_OPEN", service: "api", retryable: true },
      })),
    );
    expect(errors?.[0]?.extensions?.["retryAfterMs"]).toBeGreaterThan(3_500_000);
    expect(upstream.asked).toEqual(["GET /value"]);
    expect(lines()).toContainEqual(
      expect.objectContaining({ level: "warn", msg: "breaker", source: "api", state: "open" }),
    );
  });

  test("is called at its fallback meanwhile", async () => {
    const fallback = await startUpstream({ "GET /v2/value": () => json(9) });
    onTestFinished(() => fallback.close());
    const { ask, upstream } = await open(
      { breaker, fallbackUrls: [`${fallback.url}/v2`], retry: { attempts: 2, backoff: "1ms" } },
      [down],
    );
    expect(await ask("{ value }")).toEqual({ data: { value: 9 } });
    expect([upstream.asked, fallback.asked]).toEqual([["GET /value"], ["GET /v2/value"]]);
  });

  test("is back as soon as one call has found that out", async () => {
    const { ask, codesOf, upstream } = await open({ breaker: { ...breaker, openFor: "1ms" } }, [
      down,
    ]);
    await ask("{ value }");
    let answer = await ask("{ value }");
    while (answer.errors !== undefined) {
      // oxlint-disable-next-line no-await-in-loop -- until the breaker lets one through
      answer = await ask("{ value }");
    }
    expect(answer).toEqual({ data: { value: 1 } });
    expect(await codesOf("{ value other }")).toBeUndefined();
    expect(upstream.asked).toHaveLength(4);
  });
});

describe("a limit of calls", () => {
  test("makes those wait that are too many, if they have the time, and refuses the others at once", async () => {
    const { ask, codesOf, upstream } = await open({ rateLimit: { calls: 1, per: "1h" } });
    expect(await ask("{ value }")).toEqual({ data: { value: 1 } });
    expect(await codesOf("{ other }")).toEqual(["RATE_LIMITED"]);
    expect(upstream.asked).toHaveLength(1);
  });

  test("that the source itself has is kept", async () => {
    const full = json({}, { status: 429, headers: { "retry-after": "3600" } });
    const { ask, codesOf, upstream } = await open({}, [full]);
    expect((await ask("{ value }")).errors).toMatchObject([
      { extensions: { code: "CONNECTOR_FETCH", retryable: true, retryAfterMs: 3_600_000 } },
    ]);
    expect(await codesOf("{ other }")).toEqual(["RATE_LIMITED"]);
    expect(upstream.asked).toHaveLength(1);
  });

  test("of one caller's own is nobody else's", async () => {
    const { gateway, upstream } = await openGateway({
      schema,
      http: 'headers: [{ name: "authorization", from: "authorization" }]',
      routes: {
        "GET /value": ({ headers }) =>
          headers.authorization === "greedy"
            ? json({}, { status: 429, headers: { "retry-after": "3600" } })
            : json(1),
      },
    });
    const as = (authorization: string) =>
      gateway.execute({ query: "{ value }", headers: { authorization } });
    expect((await as("greedy")).errors).toHaveLength(1);
    expect(await as("modest")).toEqual({ data: { value: 1 } });
    expect(upstream.asked).toHaveLength(2);
  });
});

describe("reload", () => {
  test("forgets neither breakers nor limits of a source that stays", async () => {
    const { ask, codesOf, gateway, withSchema, upstream } = await open({ breaker }, [down]);
    await ask("{ value }");
    await gateway.reload(withSchema(schema.replace("other:", "another:")));
    expect(await codesOf("{ another }")).toEqual(["CIRCUIT_OPEN"]);
    expect(upstream.asked).toHaveLength(1);
  });

  test("begins anew with a source whose base URL is another", async () => {
    const { ask, gateway, withSchema, withSource } = await open({ breaker }, [down]);
    const moved = await startUpstream({ "GET /value": () => json(5) });
    onTestFinished(() => moved.close());
    await ask("{ value }");
    await gateway.reload({
      ...withSchema(schema),
      config: withSource({ breaker, baseUrl: moved.url }),
    });
    expect(await ask("{ value }")).toEqual({ data: { value: 5 } });
  });

  test("closes no source that a request of an older schema still needs, however often", async () => {
    const { gateway, upstream, held, withSchema, withSource } = await openChained();
    const old = gateway.execute({ query: "{ first { next } }" });
    await upstream.hasReceived(1);
    const moved = await startUpstream({ "GET /value": () => json(5) });
    onTestFinished(() => moved.close());
    const config = withSource({ baseUrl: moved.url });
    await gateway.reload({ ...withSchema(schema), config });
    await gateway.reload({ ...withSchema(schema), config });
    expect(await gateway.execute({ query: "{ value }" })).toEqual({ data: { value: 5 } });
    held.letAllGo();
    expect(await old).toEqual({ data: { first: { next: 4 } } });
  });
});

/** A schema of which one request needs one call after the other. */
async function openChained() {
  const held = createHeld();
  const opened = await openGateway({
    schema: `
      type Query { first: First @connect(source: "api", http: { GET: "/first" }, selection: "id") }
      type First {
        id: ID
        next: Int @connect(source: "api", http: { GET: "/next/{$this.id}" }, selection: "$")
      }
    `,
    routes: { "GET /first": held.hold(() => json({ id: 1 })), "GET /next/:id": () => json(4) },
  });
  return { ...opened, held };
}

test("a gateway that stops lets calls in flight end, and answers them", async () => {
  const { gateway, upstream, held } = await open({ maxConcurrentCalls: 1 });
  const answers = [gateway.execute({ query: "{ held }" }), gateway.execute({ query: "{ value }" })];
  await upstream.hasReceived(1);
  const stopped = gateway.stop();
  held.letAllGo();
  expect(await Promise.all(answers)).toEqual([{ data: { held: 3 } }, { data: { value: 1 } }]);
  await stopped;
});

describe("an operation whose plan shows more calls than it may make", () => {
  test("is refused before the first of them", async () => {
    const { gateway, upstream } = await openGateway({
      schema,
      api: { callsPerOperation: 1 },
      routes: { "GET /value": () => json(1) },
    });
    const { url } = await gateway.start();
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ value other }" }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: "TOO_MANY_CALLS", service: "api" } }],
    });
    expect(upstream.asked).toEqual([]);
  });
});
