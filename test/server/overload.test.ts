import { describe, expect, test } from "vitest";

import { handlerOf, post, schemaWith, serve } from "./support/serve.ts";

/** A server whose overload a test begins and ends. */
async function served() {
  const state = { isOn: false, refuses: true, started: 0, stopped: 0 };
  const overload = {
    get isOn() {
      return state.isOn;
    },
    refuses: () => state.refuses,
    start: () => void (state.started += 1),
    stop: () => void (state.stopped += 1),
  };
  const schema = schemaWith("type Query { greet: String }", { Query: { greet: () => "hello" } });
  const { server, url, origin } = await serve(await handlerOf(schema), { overload });
  return {
    server,
    state,
    ask: async () => (await post(url, { query: "{ greet }" })).response,
    get: (path: string) => fetch(new URL(path, origin)),
  };
}

describe("an overloaded server", () => {
  test("refuses what is new, for as long as it is, and never for its health", async () => {
    const { state, ask, get } = await served();
    expect((await ask()).status).toBe(200);
    state.isOn = true;
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("2");
    // The connection is as good as before.
    expect(refused.headers.get("connection")).toBe("keep-alive");
    expect((await get("/nothing")).status).toBe(503);
    expect((await get("/livez")).status).toBe(200);
    const ready = await get("/readyz");
    expect([ready.status, await ready.json()]).toEqual([200, { status: "overloaded" }]);
    state.isOn = false;
    expect((await ask()).status).toBe(200);
    expect(await (await get("/readyz")).json()).toEqual({ status: "ready" });
  });

  test("answers what it does not refuse", async () => {
    const { state, ask } = await served();
    Object.assign(state, { isOn: true, refuses: false });
    expect((await ask()).status).toBe(200);
  });

  test("is looked for from its start to its stop", async () => {
    const { server, state } = await served();
    expect(state).toMatchObject({ started: 1, stopped: 0 });
    await server.stop();
    expect(state).toMatchObject({ started: 1, stopped: 1 });
  });
});
