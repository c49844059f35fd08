import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import { freshnessOf } from "./support/answer-freshness.ts";
import { answering, type Answering, cachingHeaders } from "./support/answering.ts";
import { post } from "./support/serve.ts";

const preflight = { "apollo-require-preflight": "true" };

const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${url}?query={greet}`, { method, headers: { ...preflight, ...headers } });

const tagOf = async (url: string, headers: Record<string, string> = {}) =>
  (await get(url, { accept: "application/json", ...headers })).headers.get("etag");

describe("a GET", () => {
  const total = freshnessOf({ ageMs: 3000, leftMs: 9000 });
  test("of an answer that may be kept has a tag, by which it is not sent again", async () => {
    const { url } = await answering({ total });
    const first = await get(url);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);

    const again = await get(url, { "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(again.headers.get("etag")).toBe(etag);
    expect(again.headers.get("vary")).toBe(first.headers.get("vary"));
    expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(again.headers.get("content-length")).toBeNull();
    expect(cachingHeaders(again)).toEqual(cachingHeaders(first));
  });

  test.each([
    ["made weak by a proxy", "W/TAG", 304],
    ["among others", '"other", TAG', 304],
    ["for any answer", "*", 304],
    ["of another answer", '"other"', 200],
    ["with nothing that is a tag", "other", 200],
  ])("with a tag %s", async (_what, tags, status) => {
    const { url } = await answering({ total });
    const known = tags.replace("TAG", (await tagOf(url)) ?? "");
    expect((await get(url, { "if-none-match": known })).status).toBe(status);
  });

  test("has another tag for another answer, and for another content type", async () => {
    const [{ url }, older, other] = await Promise.all([
      answering({ total }),
      answering({ total: freshnessOf({ ageMs: 4000, leftMs: 8000 }) }),
      answering({ total, result: { data: { greet: "hi" } } }),
    ]);
    const tag = await tagOf(url);
    expect(await tagOf(older.url)).toBe(tag);
    expect(await tagOf(other.url)).not.toBe(tag);
    expect(await tagOf(url, { accept: "application/graphql-response+json" })).not.toBe(tag);
  });

  test.each<[string, Answering, string]>([
    ["that nobody may keep", {}, "{greet}"],
    ["with errors", { total, result: { errors: [new GraphQLError("no")] } }, "{greet}"],
    ["that was refused", { total }, "{"],
  ])("of an answer %s has no tag, and no answer is left out", async (_what, options, query) => {
    const { url } = await answering(options);
    const headers = { ...preflight, "if-none-match": "*" };
    const response = await fetch(`${url}?query=${query}`, { headers });
    expect(response.status).not.toBe(304);
    expect(response.headers.get("etag")).toBeNull();
    expect(response.headers.get("vary")).toBeNull();
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("may be HEAD: the same headers, and no body", async () => {
    const { url } = await answering({ total });
    const [whole, head] = [await get(url), await get(url, {}, "HEAD")];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    for (const name of ["etag", "content-type", "content-length", "cache-control", "vary"]) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
    const etag = whole.headers.get("etag") ?? "";
    expect((await get(url, { "if-none-match": etag }, "HEAD")).status).toBe(304);
  });

  test("varies by what its form depends on; for one caller, by what tells callers apart", async () => {
    const callerHeaders = ["x-tenant", "authorization"];
    const forAll = await answering({ total, callerHeaders });
    expect((await get(forAll.url)).headers.get("vary")).toBe("accept, sluice-freshness");
    const forOne = await answering({ total: { ...total, isPrivate: true }, callerHeaders });
    expect((await get(forOne.url)).headers.get("vary")).toBe(
      "accept, sluice-freshness, authorization, x-tenant",
    );
  });

  test("from a browser varies by its origin, too; what it may read are all headers of these", async () => {
    const { url } = await answering({ total, corsOrigins: [/\.app\.example$/] });
    const { headers } = await get(url, { origin: "https://one.app.example" });
    expect(headers.get("vary")).toBe("Origin, accept, sluice-freshness");
    expect(headers.get("access-control-expose-headers")).toBe(
      "Age, Cache-Status, ETag, RateLimit, RateLimit-Policy, Retry-After, Sluice-Mock, X-Request-Id",
    );
  });

  test("by POST has no tag", async () => {
    const { url } = await answering({ total });
    const asking = { headers: { "if-none-match": "*" } };
    const { response } = await post(url, { query: "{ greet }" }, asking);
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBeNull();
    expect(response.headers.get("vary")).toBeNull();
  });
});
