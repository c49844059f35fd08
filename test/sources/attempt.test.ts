import { setImmediate } from "node:timers/promises";
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";

import { describe, expect, test } from "vitest";

import { body, chunked, json, text } from "../support/upstream.ts";
import { failure, request, setUp } from "./source-setup.ts";

describe("a call", () => {
  test("sends method, path, headers and body as they are, and gives the answer", async () => {
    const { upstream, call } = await setUp({
      "POST /posts": () => json({ id: 1 }, { status: 201, headers: { "x-a": ["1", "2"] } }),
    });
    const response = await call(
      request(upstream.url, "/posts?a=1&a=2", {
        method: "POST",
        headers: { "x-one": "1", "x-many": ["a", "b"], "content-type": "application/json" },
        body: '{"title":"é"}',
      }),
    );
    expect(response).toMatchObject({
      status: 201,
      headers: { "content-type": "application/json", "x-a": ["1", "2"] },
      body: '{"id":1}',
      bodyBytes: 8,
    });
    expect(upstream.asked).toEqual(["POST /posts?a=1&a=2"]);
    expect(upstream.requests[0]).toMatchObject({ body: '{"title":"é"}' });
    expect(upstream.requests[0]?.rawHeaders).toEqual(
      expect.arrayContaining(["x-one", "1", "x-many", "a", "x-many", "b"]),
    );
  });

  test("asks for no compression", async () => {
    const { upstream, get } = await setUp({ "GET /": () => json(1) });
    await get("/");
    expect(upstream.requests[0]?.headers).not.toHaveProperty("accept-encoding");
  });

  test("keeps its connection alive for the next one", async () => {
    const { upstream, get } = await setUp({ "GET /": () => json(1) });
    await get("/");
    await setImmediate();
    await get("/");
    await setImmediate();
    await get("/");
    expect(upstream.connectionCount()).toBe(1);
  });

  test("gives every status as an answer, and follows no redirect", async () => {
    const { upstream, get } = await setUp({
      "GET /500": () => text("oh", { status: 500 }),
      "GET /302": () => text("", { status: 302, headers: { location: "/500" } }),
      "GET /204": () => (response) => response.writeHead(204).end(),
    });
    expect(await get("/500")).toMatchObject({ status: 500, body: "oh" });
    expect(await get("/302")).toMatchObject({ status: 302, headers: { location: "/500" } });
    expect(await get("/204")).toMatchObject({ status: 204, body: "", bodyBytes: 0 });
    expect(upstream.asked).toEqual(["GET /500", "GET /302", "GET /204"]);
  });

  test("skips interim answers", async () => {
    const { get } = await setUp({
      "GET /": () => (response) => {
        response.writeEarlyHints({ link: "</a>; rel=preload" });
        json({ ok: true })(response);
      },
    });
    expect(await get("/")).toMatchObject({ status: 200, body: '{"ok":true}' });
  });

  test("joins a body that comes in pieces, even split inside a character", async () => {
    const bytes = Buffer.from('"é€"');
    const { get } = await setUp({
      "GET /": () => chunked([bytes.subarray(0, 2), bytes.subarray(2, 4), bytes.subarray(4)]),
    });
    expect(await get("/")).toMatchObject({ body: '"é€"', bodyBytes: 7 });
  });

  test("drops a byte order mark", async () => {
    const { get } = await setUp({ "GET /": () => body("\uFEFF[1]") });
    expect(await get("/")).toMatchObject({ body: "[1]" });
  });
});

describe("a compressed answer", () => {
  const plain = JSON.stringify({ text: "abc".repeat(1000) });
  test.each([
    ["gzip", gzipSync(plain)],
    ["x-gzip", gzipSync(plain)],
    ["deflate", deflateSync(plain)],
    ["deflate", deflateRawSync(plain)],
    ["br", brotliCompressSync(plain)],
    ["zstd", zstdCompressSync(plain)],
    ["deflate, GZIP", gzipSync(deflateSync(plain))],
    ["identity", Buffer.from(plain)],
  ])("is decoded when it is %s", async (encoding, bytes) => {
    const { get } = await setUp({
      "GET /": () => body(bytes, { headers: { "content-encoding": encoding } }),
    });
    expect(await get("/")).toMatchObject({ body: plain, bodyBytes: bytes.length });
  });

  test("may be empty", async () => {
    const { get } = await setUp({
      "GET /": () => body("", { headers: { "content-encoding": "gzip" } }),
    });
    expect(await get("/")).toMatchObject({ body: "" });
  });

  test("is bounded by its decompressed size too", async () => {
    const { get } = await setUp(
      {
        "GET /": () =>
          body(gzipSync(Buffer.alloc(1_000_000)), { headers: { "content-encoding": "gzip" } }),
      },
      { maxResponseBytes: 5000 },
    );
    expect(await failure(get("/"))).toMatchObject({ code: "RESPONSE_TOO_LARGE" });
  });

  test.each(["gzip", "compress"])("that is not %s as it says fails", async (encoding) => {
    const { get } = await setUp({
      "GET /": () => body("not compressed", { headers: { "content-encoding": encoding } }),
    });
    expect(await failure(get("/"))).toMatchObject({ code: "CONNECTOR_RESPONSE_INVALID" });
  });
});
