import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import type { AuthSettings } from "../../../src/sources/credentials/auth-settings.ts";
import { temporaryDirectory } from "../../config/temporary-directory.ts";
import { turns } from "../../support/until.ts";
import { json, type Routes } from "../../support/upstream.ts";
import { failure, request, setUp } from "../source-setup.ts";

const routes = { "GET /": () => json("well"), "POST /": () => json("well") };

function setUpWith(auth: AuthSettings, more: Parameters<typeof setUp>[0] = routes) {
  return setUp(more, { access: { auth, tls: undefined, allowLinkLocal: false } });
}

/** A source whose token is in a file, and answers 401 to all but the one that is right. */
async function setUpFile(first: string) {
  const file = join(temporaryDirectory({ token: first }), "token");
  let right = "new";
  const answer: Routes[string] = ({ headers }) =>
    json({}, { status: headers.authorization === `Bearer ${right}` ? 200 : 401 });
  const setup = await setUpWith(
    { kind: "bearer", token: { file } },
    { "GET /": answer, "POST /": answer },
  );
  const sent = () => setup.upstream.requests.map(({ headers }) => headers.authorization);
  return { ...setup, file, sent, accept: (token: string) => (right = token) };
}

describe("a source's own credentials", () => {
  test.each<[AuthSettings, Readonly<Record<string, string>>]>([
    [{ kind: "bearer", token: "abc" }, { authorization: "Bearer abc" }],
    [
      { kind: "basic", user: "kim", password: "pä:ss" },
      { authorization: `Basic ${Buffer.from("kim:pä:ss").toString("base64")}` },
    ],
    [
      { kind: "apiKey", in: "header", name: "x-key", value: "abc" },
      { authorization: "theirs", "x-key": "abc" },
    ],
  ])("are sent with each call: %j", async (auth, headers) => {
    const { call, upstream } = await setUpWith(auth);
    const asked = { authorization: "theirs", "x-key": "theirs", "x-other": "1" };
    await call(request(upstream.url, "/", { headers: asked }));
    expect(upstream.requests[0]?.headers).toMatchObject({ "x-other": "1", ...headers });
    // Those of the request are replaced, not sent besides.
    expect(upstream.requests[0]?.rawHeaders.filter((it) => /authorization/i.test(it))).toHaveLength(
      1,
    );
  });

  test.each([
    ["/", "GET /?api%20key=a%26b"],
    ["/?id=1&id=2", "GET /?id=1&id=2&api%20key=a%26b"],
    ["/?api%20key=theirs&id=1&api+key=2&%61pi%20key=3", "GET /?id=1&api%20key=a%26b"],
    ["/?", "GET /?api%20key=a%26b"],
  ])("are a parameter in place of those of its name: %s", async (path, asked) => {
    const { get, upstream } = await setUpWith({
      kind: "apiKey",
      in: "query",
      name: "api key",
      value: "a&b",
    });
    await get(path);
    expect(upstream.asked).toEqual([asked]);
  });

  test("are not followed by the client's request anywhere else", async () => {
    const { get, upstream } = await setUpWith(
      { kind: "bearer", token: "abc" },
      {
        "GET /": () => json({}, { status: 302, headers: { location: "/elsewhere" } }),
        "GET /elsewhere": () => json("stolen"),
      },
    );
    expect(await get("/")).toMatchObject({ status: 302 });
    await turns();
    expect(upstream.asked).toEqual(["GET /"]);
  });

  test("may change while the source is called", async () => {
    const { get, tune, upstream } = await setUpWith({ kind: "bearer", token: "one" });
    await get("/");
    const access = { tls: undefined, allowLinkLocal: false };
    tune({ access: { ...access, auth: { kind: "bearer", token: "two" } } });
    await get("/");
    tune({ access: { ...access, auth: undefined } });
    await get("/");
    expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer one",
      "Bearer two",
      undefined,
    ]);
  });
});

describe("a secret in a file", () => {
  test("is read without its last line break, and again when some time has passed", async () => {
    const { get, clock, file, sent, accept } = await setUpFile("one\n");
    accept("one");
    await get("/");
    writeFileSync(file, "two\r\n");
    clock.advance(9999);
    await get("/");
    clock.advance(1);
    await get("/");
    expect(sent()).toEqual(["Bearer one", "Bearer one", "Bearer two"]);
  });

  test("is read at once when it is refused, and the call is sent with what is new", async () => {
    const { get, file, clock, sent } = await setUpFile("old");
    await get("/", { mayRetry: false });
    writeFileSync(file, "new");
    const call = get("/");
    await turns(50);
    clock.advance(0);
    expect(await call).toMatchObject({ status: 200 });
    expect(sent()).toEqual(["Bearer old", "Bearer old", "Bearer new"]);
  });

  test("that is refused and has not changed leads to no further call", async () => {
    const { get, sent } = await setUpFile("wrong");
    expect(await get("/")).toMatchObject({ status: 401 });
    expect(sent()).toEqual(["Bearer wrong"]);
  });

  test("that changes at each look leads to one further call, and no more", async () => {
    const { get, file, clock, upstream } = await setUpFile("a");
    const call = get("/");
    writeFileSync(file, "b");
    await upstream.hasReceived(1);
    await turns(50);
    writeFileSync(file, "c");
    clock.advance(0);
    expect(await call).toMatchObject({ status: 401 });
    expect(upstream.asked).toHaveLength(2);
  });

  test("that cannot be read any more holds on, and is told of", async () => {
    const { get, file, clock, sent, troubles, accept } = await setUpFile("one");
    accept("one");
    await get("/");
    rmSync(file);
    clock.advance(10_000);
    expect(await get("/")).toMatchObject({ status: 200 });
    expect(sent()).toEqual(["Bearer one", "Bearer one"]);
    expect(troubles).toEqual([expect.stringMatching(/cannot be read: .*ENOENT/)]);
  });

  test("that has never been there fails calls, which are not sent", async () => {
    const { get, file, clock, sent, troubles, source } = await setUpFile("one");
    rmSync(file);
    const error = await failure(get("/", { onEnd: ({ attempts }) => expect(attempts).toBe(0) }));
    expect(error).toMatchObject({
      code: "SOURCE_CREDENTIALS_UNAVAILABLE",
      retryable: true,
      message:
        'The source "users" cannot be called: the gateway has no credentials for it at the moment.',
    });
    expect(sent()).toEqual([]);
    // It is not looked for anew at each call, nor told of.
    await failure(get("/"));
    expect(troubles).toHaveLength(1);
    clock.advance(10_000);
    writeFileSync(file, "new");
    expect(await get("/")).toMatchObject({ status: 200 });
    expect(sent()).toEqual(["Bearer new"]);
    // It says nothing of the source, nor takes a slot.
    expect(source.snapshot()).toMatchObject({ inFlight: 0, breakers: ["closed"] });
  });

  test.each([
    ["", "must not be empty"],
    ["two\nlines", "must be one line"],
    ["\u{1f511}", "of characters that a header can carry"],
  ])("that is no secret is told of without what it holds: %j", async (text, reason) => {
    const { get, troubles } = await setUpFile(text);
    await failure(get("/"));
    expect(troubles[0]).toContain(reason);
    expect(troubles[0]).not.toMatch(/lines$|\u{1f511}/u);
  });
});
