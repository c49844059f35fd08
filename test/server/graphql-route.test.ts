import { HeaderMap } from "@apollo/server";
import { expect, test } from "vitest";

import type { GraphqlHandler } from "../../src/server/graphql-handler.ts";
import { heldHandler } from "./support/held-handler.ts";
import { post, serve } from "./support/serve.ts";

test("a new handler answers new requests; one in progress keeps the old one", async () => {
  const before = heldHandler('{"data":"before"}');
  const after = heldHandler('{"data":"after"}');
  after.release();
  const { server, url } = await serve(before);
  const first = post(url, {});
  await before.entered;
  server.setHandler(after);

  expect((await post(url, {})).body).toEqual({ data: "after" });
  before.release();
  expect((await first).body).toEqual({ data: "before" });
});

/** A handler that answers in parts: the next of `parts` each time it is awaited. */
function incremental(parts: AsyncIterableIterator<string>): GraphqlHandler {
  return {
    handle: async () => ({
      headers: new HeaderMap([["content-type", 'multipart/mixed; boundary="-"']]),
      body: { kind: "chunked", asyncIterator: parts },
    }),
  };
}

test("an answer in parts is sent part by part", async () => {
  const second = Promise.withResolvers<string>();
  const { url } = await serve(
    incremental(
      (async function* parts() {
        yield "first";
        yield await second.promise;
      })(),
    ),
  );
  const response = await fetch(url, { method: "POST" });
  expect(response.headers.get("content-type")).toBe('multipart/mixed; boundary="-"');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader?.read()).toMatchObject({ value: "first" });
  second.resolve("second");
  expect(await reader?.read()).toMatchObject({ value: "second" });
  expect(await reader?.read()).toMatchObject({ done: true });
});

test("an answer in parts ends when its client goes away", async () => {
  const ended = Promise.withResolvers<string>();
  const { url } = await serve(
    incremental(
      (async function* parts() {
        try {
          for (;;) yield "part ".repeat(100_000);
        } finally {
          ended.resolve("ended");
        }
      })(),
    ),
  );
  const client = new AbortController();
  const response = await fetch(url, { method: "POST", signal: client.signal });
  expect(response.status).toBe(200);
  client.abort();
  expect(await ended.promise).toBe("ended");
});
