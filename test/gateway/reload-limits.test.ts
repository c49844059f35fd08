import { once } from "node:events";
import type { Socket } from "node:net";

import { describe, expect, onTestFinished, test } from "vitest";

import type { ConfigInput } from "../../src/gateway.ts";
import { createHeld } from "../support/held.ts";
import { turns } from "../support/until.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import { answerOf, namesOf, openUsers } from "./support/open-users.ts";
import { postOperation } from "./support/post-operation.ts";

const schema = `
  type Query {
    value(id: ID!): Int @connect(source: "api", http: { GET: "/values/{$args.id}" }, selection: "$")
    broken: Int @connect(source: "api", http: { GET: "/broken" }, selection: "$")
  }
`;
/** Another schema with the same source. */
const other = schema.replaceAll("value(", "renamed(");

type SourceInput = NonNullable<ConfigInput["sources"]>[string];

async function open(api: SourceInput) {
  const held = createHeld();
  const sockets: Socket[] = [];
  const opened = await openGateway({
    schema,
    api,
    routes: {
      "GET /values/:id": held.hold(({ params }) => (response) => {
        if (response.socket !== null) sockets.push(response.socket);
        json(Number(params["id"]))(response);
      }),
      "GET /broken": () => json("broken", { status: 500 }),
    },
  });
  const { gateway, withSchema, withSource } = opened;
  const { url } = await gateway.start();
  return {
    ...opened,
    held,
    /** The connections over which it answered. */
    sockets,
    post: (query: string) => postOperation(url, { query }),
    reload: (changed: SourceInput = {}) =>
      gateway.reload({ ...withSchema(other), config: withSource({ ...api, ...changed }) }),
  };
}

const refusal = (code: string) => ({
  status: 503,
  errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })],
});

describe("a reload forgets nothing of a source", () => {
  test("a breaker that is open stays open", async () => {
    const { post, reload, upstream } = await open({ breaker: { minCalls: 1, openFor: "1h" } });
    await post("{ broken }");
    await reload();
    expect(await post("{ broken }")).toMatchObject(refusal("CIRCUIT_OPEN"));
    expect(upstream.asked).toEqual(["GET /broken"]);
  });

  test("what is spent of a rate limit stays spent", async () => {
    const { post, reload, held, upstream } = await open({ rateLimit: { calls: 1, per: "1h" } });
    held.letAllGo();
    await post("{ value(id: 1) }");
    await reload();
    expect(await post("{ renamed(id: 2) }")).toMatchObject(refusal("RATE_LIMITED"));
    expect(upstream.asked).toEqual(["GET /values/1"]);
  });

  test("calls of requests that began before have their slots and their places still", async () => {
    const { post, reload, held, upstream } = await open({ maxConcurrentCalls: 1 });
    const before = post("{ a: value(id: 1) b: value(id: 2) }");
    await upstream.hasReceived(1);
    await reload();
    const after = post("{ renamed(id: 3) }");
    await turns(20);
    expect(upstream.asked).toEqual(["GET /values/1"]);
    held.letOneGo();
    await upstream.hasReceived(2);
    held.letAllGo();
    expect(await before).toEqual({ status: 200, data: { a: 1, b: 2 } });
    expect(await after).toEqual({ status: 200, data: { renamed: 3 } });
    expect(upstream.asked).toEqual(["GET /values/1", "GET /values/2", "GET /values/3"]);
  });

  test("new limits hold for it at once", async () => {
    const { post, reload, held, upstream } = await open({ maxConcurrentCalls: 1 });
    const before = post("{ a: value(id: 1) b: value(id: 2) c: value(id: 3) }");
    await upstream.hasReceived(1);
    await reload({ maxConcurrentCalls: 3 });
    await upstream.hasReceived(3);
    held.letAllGo();
    expect(await before).toEqual({ status: 200, data: { a: 1, b: 2, c: 3 } });
  });

  test("new rules for operations and for batches hold at once too", async () => {
    const { gateway, post, held, withSchema, withSource } = await open({});
    const config = { ...withSource({}), limits: { callsPerOperation: 1 } };
    await gateway.reload({ ...withSchema(other), config });
    held.letAllGo();
    expect(await post("{ a: renamed(id: 1) b: renamed(id: 2) }")).toMatchObject({
      errors: [{ extensions: { code: "TOO_MANY_CALLS" } }],
    });
  });

  test("and those that come while the new schema is being opened are not missed", async () => {
    const { gateway, post, held, withSchema, withSource } = await open({});
    const config = { ...withSource({}), limits: { callsPerOperation: 1 } };
    const reloaded = gateway.reload({ ...withSchema(other), config });
    gateway.tune(config);
    await reloaded;
    held.letAllGo();
    expect(await post("{ a: renamed(id: 1) b: renamed(id: 2) }")).toMatchObject({
      errors: [{ extensions: { code: "TOO_MANY_CALLS" } }],
    });
  });

  test("requests that began before have the new rules too", async () => {
    const { gateway, post, held, haveArrived, withSchema, withSource } = await openUsers({
      api: { batch: { window: "20s" } },
    });
    held.letAllGo();
    const before = post(namesOf(1));
    await haveArrived(1);
    const config = withSource({ batch: { window: "1ms" } });
    await gateway.reload({ ...withSchema(other), config, resolvers: {} });
    expect(await before).toEqual({ status: 200, ...answerOf(1) });
  });

  test("and connections stay open", async () => {
    const { post, reload, held, upstream } = await open({});
    held.letAllGo();
    await post("{ value(id: 1) }");
    await reload();
    await post("{ renamed(id: 2) }");
    expect(upstream.connectionCount()).toBe(1);
  });
});

describe("another base URL is another source", () => {
  test("with breaker, limits and queue of its own", async () => {
    const { post, reload } = await open({ breaker: { minCalls: 1, openFor: "1h" } });
    await post("{ broken }");
    const moved = await openOther();
    await reload({ baseUrl: moved.url });
    expect(await post("{ renamed(id: 1) }")).toEqual({ status: 200, data: { renamed: 9 } });
    expect(moved.asked).toEqual(["GET /values/1"]);
  });

  test("and the old one is closed once those who need it are answered", async () => {
    const { post, reload, held, upstream, sockets } = await open({});
    const before = post("{ value(id: 1) }");
    await upstream.hasReceived(1);
    const moved = await openOther();
    await reload({ baseUrl: moved.url });
    // It is not waited for.
    expect(await post("{ renamed(id: 1) }")).toMatchObject({ data: { renamed: 9 } });
    held.letAllGo();
    expect(await before).toEqual({ status: 200, data: { value: 1 } });
    const [socket] = sockets;
    if (socket?.closed === false) await once(socket, "close");
    expect(sockets).toHaveLength(1);
    expect(upstream.asked).toHaveLength(1);
  });
});

/** Another upstream, that has other values. */
async function openOther() {
  const opened = await startUpstream({ "GET /values/:id": () => json(9) });
  onTestFinished(() => opened.close());
  return opened;
}
