import { expect, test } from "vitest";

import { answering, greetingSchema } from "./support/answering.ts";
import { handlerOf, post, serve } from "./support/serve.ts";

test.each(["multipart/mixed", "text/html", "application/json;q=0", "image/*"])(
  "nothing is executed for a caller who accepts %s, and no more",
  async (accept) => {
    const { url, asked } = await answering({});
    for (const query of ["mutation { change }", "{ greet }", "{ not valid"]) {
      // oxlint-disable-next-line no-await-in-loop -- the second is as the first
      const { response, body } = await post(url, { query }, { headers: { accept } });
      expect(response.status).toBe(406);
      expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(body.errors[0].extensions).toEqual({ code: "NOT_ACCEPTABLE" });
      for (const text of [
        `"${accept}"`,
        "application/json",
        "application/graphql-response+json",
        "multipart/mixed;incrementalSpec=v0.2",
        "multipart/mixed;deferSpec=20220824",
        "text/event-stream",
      ]) {
        expect(body.errors[0].message).toContain(text);
      }
    }
    expect(asked).toEqual([]);
  },
);

test("a GET is refused so, too, once it is one that no plain web page can send", async () => {
  const { url, asked } = await answering({});
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}?query={greet}`, { headers: { accept: "text/html", ...headers } });
  expect((await ask({ "apollo-require-preflight": "true" })).status).toBe(406);
  expect((await ask({})).status).toBe(400);
  expect(asked).toEqual([]);
});

test("a browser that accepts pages only gets one in development, and may then ask by script", async () => {
  const { url } = await serve(await handlerOf(greetingSchema, { mode: "development" }));
  const page = await fetch(url, { headers: { accept: "text/html" } });
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toContain("text/html");
  const query = "{ __schema { queryType { name } } }";
  for (const accept of ["*/*", "application/json", "text/html, */*;q=0.8"]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { body } = await post(url, { query }, { headers: { accept } });
    expect(body.data).toEqual({ __schema: { queryType: { name: "Query" } } });
  }
});
