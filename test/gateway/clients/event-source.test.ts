import { Agent, type Dispatcher, EventSource } from "undici";
import { expect, onTestFinished, test } from "vitest";

import { openSlowDemo } from "./demo-with-slow-api.ts";

/** Adds the header that a GET needs, which an EventSource of a browser cannot. */
const withHeader: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const headers = { ...(options.headers as object), "apollo-require-preflight": "true" };
  return dispatch({ ...options, headers }, handler);
};

test("an EventSource is told of each part, and of the end", async () => {
  const { url, letGo } = await openSlowDemo({ isSlow: (call) => call.includes("/users") });
  const agent = new Agent();
  onTestFinished(() => agent.close());
  const query = `{ post(id: "1") { id ... @defer { user { name } } } }`;
  const source = new EventSource(`${url}?query=${encodeURIComponent(query)}`, {
    node: { dispatcher: agent.compose(withHeader) },
  });
  onTestFinished(() => source.close());

  const seen: unknown[] = [];
  source.addEventListener("next", (event) => {
    seen.push(JSON.parse(String(Reflect.get(event, "data"))));
    letGo();
  });
  await new Promise<void>((resolve, reject) => {
    source.addEventListener("complete", () => {
      // Else it would ask again.
      source.close();
      resolve();
    });
    source.addEventListener("error", ({ message }) => reject(new Error(message)));
  });
  expect(seen).toEqual([
    { data: { post: { id: "1" } }, pending: [{ id: "0", path: ["post"] }], hasNext: true },
    {
      incremental: [{ id: "0", data: { user: { name: "Leanne Graham" } } }],
      completed: [{ id: "0" }],
      hasNext: false,
    },
  ]);
});
