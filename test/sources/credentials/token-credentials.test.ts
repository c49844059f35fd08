import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import type { OAuth2Settings } from "../../../src/sources/credentials/auth-settings.ts";
import { temporaryDirectory } from "../../config/temporary-directory.ts";
import { createHeld } from "../../support/held.ts";
import { turns, until } from "../../support/until.ts";
import {
  type Answer,
  body,
  drop,
  endless,
  json,
  type Routes,
  startUpstream,
} from "../../support/upstream.ts";
import { failure, setUp } from "../source-setup.ts";

interface Options extends Partial<OAuth2Settings> {
  /** What the token endpoint answers, one after the other; then tokens. */
  readonly answers?: readonly (() => Answer)[];
  readonly expiresIn?: number | undefined;
  /** Whether the source takes a token. */
  readonly takes?: (token: string) => boolean;
}

/** A source that wants tokens, and the authorization server that gives them: t1, t2, … */
async function setUpTokens({ answers = [], takes = () => true, ...options }: Options = {}) {
  const left = [...answers];
  const held = createHeld();
  let isHeld = false;
  let count = 0;
  const token = () =>
    json({
      access_token: `t${++count}`,
      token_type: "Bearer",
      ...("expiresIn" in options ? {} : { expires_in: 3600 }),
      ...(options.expiresIn !== undefined && { expires_in: options.expiresIn }),
    });
  const answer = () => (left.shift() ?? token)();
  const server = await startUpstream({
    "POST /token": (it) => (isHeld ? held.hold(answer)(it) : answer()),
  });
  onTestFinished(() => server.close());
  const source: Routes[string] = ({ headers }) =>
    json({}, { status: takes(tokenOf(headers.authorization)) ? 200 : 401 });
  const { expiresIn: _expiresIn, ...given } = options;
  const setup = await setUp(
    { "GET /": source, "POST /": source },
    {
      access: {
        auth: {
          kind: "oauth2",
          tokenUrl: `${server.url}/token`,
          clientId: "us",
          clientSecret: "geheim",
          scopes: [],
          audience: undefined,
          clientAuthentication: "basic",
          ...given,
        },
        tls: undefined,
        allowLinkLocal: false,
      },
    },
  );
  return {
    ...setup,
    server,
    held,
    hold: (isOn: boolean) => (isHeld = isOn),
    /** The tokens that the source was sent. */
    sent: () => setup.upstream.requests.map(({ headers }) => tokenOf(headers.authorization)),
    /** Asks, and lets a call that is sent again have its turn. */
    getSettled: async () => {
      const call = setup.get("/");
      let isDone = false;
      void call.finally(() => (isDone = true)).catch(() => undefined);
      await until(() => {
        setup.clock.advance(0);
        return isDone;
      });
      return call;
    },
  };
}

function tokenOf(authorization = ""): string {
  return authorization.replace("Bearer ", "");
}

const refused = () =>
  json({ error: "invalid_client", error_description: "geheim" }, { status: 401 });

describe("an access token", () => {
  test("is asked for once, however many calls wait for it, and kept", async () => {
    const { get, server, sent } = await setUpTokens();
    await Promise.all([get("/"), get("/"), get("/")]);
    await get("/");
    expect(server.asked).toEqual(["POST /token"]);
    expect(sent()).toEqual(["t1", "t1", "t1", "t1"]);
  });

  test("is asked for by the client's name and secret, in a header", async () => {
    const { get, server } = await setUpTokens({
      clientId: "us:all",
      scopes: ["read", "write"],
      audience: "https://api.example",
    });
    await get("/");
    const [asked] = server.requests;
    expect(asked?.headers.authorization).toBe(
      `Basic ${Buffer.from("us%3Aall:geheim").toString("base64")}`,
    );
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: "client_credentials",
      scope: "read write",
      audience: "https://api.example",
    });
  });

  test("is asked for with a name and a secret as they are, where a form would not write them otherwise", async () => {
    const { get, server } = await setUpTokens({
      clientId: "us",
      clientSecret: "s3cret-client_1.*",
    });
    await get("/");
    const [asked] = server.requests;
    expect(asked?.headers.authorization).toBe(
      `Basic ${Buffer.from("us:s3cret-client_1.*").toString("base64")}`,
    );
  });

  test("is asked for with a name and a secret as a form writes them (RFC 6749, section 2.3.1)", async () => {
    const { get, server } = await setUpTokens({ clientId: "a b", clientSecret: "50%+ü" });
    await get("/");
    const [asked] = server.requests;
    expect(asked?.headers.authorization).toBe(
      `Basic ${Buffer.from("a+b:50%25%2B%C3%BC").toString("base64")}`,
    );
  });

  test("is asked for by name and secret in the form, where that is set", async () => {
    const { get, server } = await setUpTokens({ clientAuthentication: "post" });
    await get("/");
    const [asked] = server.requests;
    expect(asked?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "us",
      client_secret: "geheim",
    });
  });

  test("is renewed a minute before it ends, while calls go on with the old one", async () => {
    const { get, clock, server, sent, hold, held } = await setUpTokens();
    await get("/");
    clock.advance(3540_000 - 1);
    await get("/");
    expect(server.asked).toHaveLength(1);
    hold(true);
    clock.advance(1);
    await Promise.all([get("/"), get("/")]);
    await get("/");
    expect(sent()).toEqual(["t1", "t1", "t1", "t1", "t1"]);
    expect(server.asked).toHaveLength(2);
    held.letAllGo();
    await until(async () => {
      await get("/");
      return sent().at(-1) === "t2";
    });
    expect(server.asked).toHaveLength(2);
  });

  test("is not sent when it is about to end: calls wait for the new one", async () => {
    const { get, clock, sent } = await setUpTokens();
    await get("/");
    clock.advance(3585_000);
    await get("/");
    expect(sent()).toEqual(["t1", "t2"]);
  });

  test("of a short life is renewed when three quarters of it are over", async () => {
    const { get, clock, server, sent } = await setUpTokens({ expiresIn: 8 });
    await get("/");
    clock.advance(5999);
    await get("/");
    expect(server.asked).toHaveLength(1);
    clock.advance(1);
    await get("/");
    await server.hasReceived(2);
    expect(sent()).toEqual(["t1", "t1", "t1"]);
  });

  test("is taken to live for five minutes where nobody says", async () => {
    const { get, clock, sent } = await setUpTokens({ expiresIn: undefined });
    await get("/");
    clock.advance(284_999);
    await get("/");
    await turns(50);
    clock.advance(300_000);
    await get("/");
    expect(sent().slice(0, 2)).toEqual(["t1", "t1"]);
    expect(sent().at(-1)).not.toBe("t1");
  });

  test("that fails to be renewed is used until it ends", async () => {
    const { get, clock, server, sent, troubles } = await setUpTokens({
      answers: [() => json({ access_token: "t0", token_type: "bearer", expires_in: 100 }), refused],
    });
    await get("/");
    clock.advance(80_000);
    await get("/");
    await until(() => troubles.length === 1);
    await get("/");
    expect(sent()).toEqual(["t0", "t0", "t0"]);
    expect(server.asked).toHaveLength(2);
    clock.advance(1000);
    await get("/");
    await server.hasReceived(3);
  });

  test("stays while the settings that it was had with do", async () => {
    const { get, tune, server } = await setUpTokens();
    await get("/");
    tune({ timeoutMs: 500 });
    await get("/");
    expect(server.asked).toHaveLength(1);
  });
});

describe("a token that the source refuses", () => {
  test("is renewed once for all calls, and each is sent once more", async () => {
    const { get, clock, server, sent, upstream } = await setUpTokens({
      takes: (token) => token !== "t1",
    });
    const calls = [get("/"), get("/")];
    await upstream.hasReceived(2);
    await until(() => {
      clock.advance(0);
      return sent().length === 4;
    });
    expect(await Promise.all(calls)).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(server.asked).toHaveLength(2);
    expect(sent()).toEqual(["t1", "t1", "t2", "t2"]);
  });

  test("leads to no further call where that is not safe; the next one has a new token", async () => {
    const { get, getSettled, sent } = await setUpTokens({ takes: (token) => token === "t2" });
    expect(await get("/", { mayRetry: false })).toMatchObject({ status: 401 });
    expect(await getSettled()).toMatchObject({ status: 200 });
    expect(sent()).toEqual(["t1", "t1", "t2"]);
  });

  test("as all of them are, does not lead to ever more of them", async () => {
    const { getSettled, clock, server, sent } = await setUpTokens({ takes: () => false });
    expect(await getSettled()).toMatchObject({ status: 401 });
    expect(await getSettled()).toMatchObject({ status: 401 });
    expect(sent()).toEqual(["t1", "t2", "t2"]);
    expect(server.asked).toHaveLength(2);
    clock.advance(10_000);
    expect(await getSettled()).toMatchObject({ status: 401 });
    expect(server.asked).toHaveLength(3);
  });

  test("and cannot be renewed goes on being sent: it may have been refused for another reason", async () => {
    let isDown = false;
    const { getSettled, sent, get } = await setUpTokens({
      answers: [() => json({ access_token: "t0", token_type: "bearer" }), refused],
      takes: () => !isDown,
    });
    await get("/");
    isDown = true;
    const unavailable = { code: "SOURCE_CREDENTIALS_UNAVAILABLE", retryAfterMs: 1000 };
    expect(await failure(getSettled())).toMatchObject(unavailable);
    expect(await failure(getSettled())).toMatchObject(unavailable);
    isDown = false;
    await get("/");
    expect(sent()).toEqual(["t0", "t0", "t0", "t0"]);
  });
});

describe("where there is no token", () => {
  test.each<[string, () => Answer, string]>([
    ["it is refused", refused, "it answered 401 (invalid_client); if"],
    [
      "it is refused with a challenge",
      () => json({}, { status: 401, headers: { "www-authenticate": 'Basic realm="geheim"' } }),
      "it answered 401; if name and secret are right, try clientAuthentication: post.",
    ],
    [
      "it is refused in words of its own",
      () => json({ error: "no geheim here" }, { status: 400 }),
      "it answered 400.",
    ],
    [
      "it is redirected",
      () => json({}, { status: 302, headers: { location: "/" } }),
      "its answer is none",
    ],
    ["the endpoint is ill", () => json({}, { status: 503 }), "its answer is none"],
    ["the answer is none", () => body("geheim"), "its answer is none (OAUTH_"],
    [
      "the answer has no token",
      () => json({ geheim: 1 }),
      "its answer is none (OAUTH_INVALID_RESPONSE)",
    ],
    [
      "the token is of another kind",
      () => json({ access_token: "geheim", token_type: "mac" }),
      "unsupported `token_type` value",
    ],
    [
      "no header can carry it",
      () => json({ access_token: "ge\nheim", token_type: "bearer" }),
      "a header cannot carry its token",
    ],
    ["the connection breaks off", drop, "other side closed"],
    ["the answer does not end", endless, "its answer is none"],
  ])("calls fail, and the log says why: %s", async (_why, answer, reason) => {
    const { get, sent, troubles, source, server } = await setUpTokens({ answers: [answer] });
    const error = await failure(get("/", { onEnd: ({ attempts }) => expect(attempts).toBe(0) }));
    expect(error).toMatchObject({
      code: "SOURCE_CREDENTIALS_UNAVAILABLE",
      retryable: true,
      retryAfterMs: 1000,
    });
    expect(troubles).toEqual([expect.stringContaining(`The token endpoint gave no token: `)]);
    expect(troubles[0]).toContain(reason);
    expect(`${troubles.join()} ${JSON.stringify(error)} ${error.stack}`).not.toContain("geheim");
    expect(sent()).toEqual([]);
    expect(source.snapshot()).toMatchObject({ inFlight: 0, breakers: ["closed"] });
    // No redirect is followed either: what proves who we are is for one place.
    expect(server.asked).toEqual(["POST /token"]);
  });

  test("no other way to say who we are is named where this is the other way", async () => {
    const { get, troubles } = await setUpTokens({
      answers: [refused],
      clientAuthentication: "post",
    });
    await failure(get("/"));
    expect(troubles).toEqual([
      "The token endpoint gave no token: it answered 401 (invalid_client).",
    ]);
  });

  test("it is asked for again after a pause, which doubles up to a minute", async () => {
    const { get, clock, server, troubles } = await setUpTokens({
      answers: Array.from({ length: 8 }, () => refused),
    });
    const fail = () => failure(get("/"));
    await fail();
    const pauses: (number | undefined)[] = [];
    for (let failures = 1; failures < 8; failures++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { retryAfterMs = 0 } = await fail();
      pauses.push(retryAfterMs);
      clock.advance(retryAfterMs);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await fail();
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
    expect(server.asked).toHaveLength(8);
    expect(troubles).toHaveLength(8);
    clock.advance(60_000);
    expect(await get("/")).toMatchObject({ status: 200 });
  });

  test("because the endpoint does not answer, calls fail at their source's timeout", async () => {
    const { get, clock, hold, server, troubles } = await setUpTokens();
    hold(true);
    const error = failure(get("/"));
    await server.hasReceived(1);
    clock.advance(1000);
    expect(await error).toMatchObject({ code: "SOURCE_CREDENTIALS_UNAVAILABLE" });
    expect(troubles).toEqual([expect.stringContaining("did not answer within 1000 ms")]);
  });

  test.each(["127.0.0.1", "localhost"])(
    "because nobody is at %s, the log says so",
    async (host) => {
      const server = await startUpstream({});
      const { port } = new URL(server.url);
      await server.close();
      const { get, troubles } = await setUpTokens({ tokenUrl: `http://${host}:${port}/token` });
      await failure(get("/"));
      expect(troubles[0]).toContain("ECONNREFUSED");
    },
  );

  test("because the secret's file is gone, the endpoint is not asked", async () => {
    const file = join(temporaryDirectory({ secret: "one\n" }), "secret");
    const { get, clock, server, troubles } = await setUpTokens({ clientSecret: { file } });
    await get("/");
    writeFileSync(file, "two\n");
    clock.advance(3590_000);
    await get("/");
    const secrets = server.requests.map(({ headers }) =>
      Buffer.from(headers.authorization?.slice(6) ?? "", "base64").toString(),
    );
    expect(secrets).toEqual(["us:one", "us:two"]);
    rmSync(file);
    clock.advance(3590_000);
    await failure(get("/"));
    expect(server.asked).toHaveLength(2);
    expect(troubles[0]).toContain("The secret's file cannot be read");
  });
});

test("a call that is given up while it waits for a token is never sent, and holds no slot", async () => {
  const { get, hold, held, server, sent, source } = await setUpTokens();
  hold(true);
  const controller = new AbortController();
  const error = failure(get("/", { signal: controller.signal }));
  await server.hasReceived(1);
  expect(source.snapshot()).toMatchObject({ inFlight: 1 });
  controller.abort();
  expect(await error).toMatchObject({ code: "REQUEST_ABORTED" });
  held.letAllGo();
  await until(() => source.snapshot().inFlight === 0);
  expect(sent()).toEqual([]);
});
