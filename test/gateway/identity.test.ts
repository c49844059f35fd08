import { createHash } from "node:crypto";
import { request as send } from "node:http";

import { describe, expect, test } from "vitest";

import { type ConfigInput, ProblemsError } from "../../src/gateway.ts";
import { audience, inSeconds, issuer, newKey } from "../identity/support/token-issuer.ts";
import { drop } from "../support/upstream.ts";
import { openIdentified } from "./support/open-identified.ts";

const query = "{ news { title } }";
const news = { data: { news: { title: "News" } } };
const apiKey = "an-api-key-of-billing";
const proxySecret = "a-secret-of-the-proxy";

const allWays: ConfigInput["identity"] = {
  apiKeys: {
    keys: [{ name: "billing", sha256: createHash("sha256").update(apiKey).digest("hex") }],
  },
  trustedHeader: { header: "x-user", secret: proxySecret },
};

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** Sends an operation with headers as they are, several of one name among them. */
async function post(url: string, headers: Headers, text = JSON.stringify({ query })) {
  const given = { "content-type": "application/json", ...headers } as Record<string, string>;
  return await new Promise<{ status: number; headers: object; body: unknown }>(
    (resolve, reject) => {
      const sent = send(url, { method: "POST", headers: given, agent: false }, (response) => {
        let body = "";
        response.on("data", (chunk) => (body += String(chunk)));
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: body.startsWith("{") ? JSON.parse(body) : body,
          });
        });
      });
      sent.on("error", reject);
      sent.end(text);
    },
  );
}

const refusalOf = (code: string, message?: string) => ({
  errors: [{ message: message ?? expect.any(String), extensions: { code } }],
});

describe("a request with a credential that is good", () => {
  test("is answered: a token, an API key, the word of a proxy", async () => {
    const { url, issuing } = await openIdentified({ identity: { ...allWays, required: true } });
    const credentials = [
      { authorization: `Bearer ${await issuing.sign()}` },
      { "x-api-key": apiKey },
      { "x-user": "ann", "x-proxy-secret": proxySecret },
    ];
    for (const headers of credentials) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await post(url, headers)).toMatchObject({ status: 200, body: news });
    }
  });

  test("has its caller, address and id in its line of the log: hashes, and names of API keys", async () => {
    const { url, issuing, lines } = await openIdentified({ identity: allWays });
    const ann = { authorization: `Bearer ${await issuing.sign({ sub: "ann" })}` };
    const bob = { authorization: `Bearer ${await issuing.sign({ sub: "bob" })}` };
    for (const headers of [
      ann,
      ann,
      bob,
      { "x-api-key": apiKey },
      {},
      { "x-api-key": "guessed" },
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await post(url, { ...headers, "x-request-id": "r-1" });
    }
    const told = lines().filter(({ requestId }) => requestId === "r-1");
    expect(told.map(({ msg }) => msg)).toEqual([...Array(5).fill("request"), "request refused"]);
    expect(new Set(told.map(({ address }) => address))).toEqual(new Set(["127.0.0.1"]));
    const [first, second, third, ...others] = told.map(({ caller }) => caller);
    expect(first).toMatch(/^[\da-f]{16}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(others).toEqual(["key billing", undefined, undefined]);
    expect(JSON.stringify(lines())).not.toMatch(/\b(?:ann|bob)\b/);
  });

  test("costs no more than the first time its token is seen", async () => {
    const { url, issuing } = await openIdentified();
    const headers = { authorization: `Bearer ${await issuing.sign()}` };
    await post(url, headers);
    issuing.answerWith(drop());
    expect(await post(url, headers)).toMatchObject({ status: 200 });
    expect(issuing.server.asked).toEqual(["GET /jwks"]);
  });
});

describe("a request with a credential that is wrong", () => {
  test("is refused where it has the header twice: what is in front may have looked at the other", async () => {
    const { url, issuing, upstream } = await openIdentified();
    const tokens = [await issuing.sign({ sub: "ann" }), await issuing.sign({ sub: "bob" })];
    const authorization = tokens.map((token) => `Bearer ${token}`);
    expect(await post(url, { authorization })).toMatchObject({
      status: 401,
      body: refusalOf("CREDENTIALS_INVALID", '"authorization" must come once.'),
    });
    expect(upstream.asked).toEqual([]);
  });

  test.each<[string, (opened: Opened) => Promise<Headers> | Headers, string]>([
    ["a token of somebody else", forged, "CREDENTIALS_INVALID"],
    ["an old token", aged, "TOKEN_EXPIRED"],
    ["no token", () => ({ authorization: "Basic YTpi" }), "CREDENTIALS_INVALID"],
    [
      "a long token",
      () => ({ authorization: `Bearer ${"a".repeat(9000)}` }),
      "CREDENTIALS_INVALID",
    ],
    ["another API key", () => ({ "x-api-key": "guessed" }), "CREDENTIALS_INVALID"],
    ["the word of a stranger", () => ({ "x-user": "ann" }), "CREDENTIALS_INVALID"],
    [
      "a word that was added to",
      () => ({ "x-user": ["root", "ann"], "x-proxy-secret": proxySecret }),
      "CREDENTIALS_INVALID",
    ],
  ])("is refused, though none is required: %s", async (_what, headersFor, code) => {
    const opened = await openIdentified({ identity: allWays });
    const answer = await post(opened.url, await headersFor(opened));
    expect(answer).toMatchObject({
      status: 401,
      headers: {
        "www-authenticate": 'Bearer error="invalid_token", ApiKey header="x-api-key"',
        "cache-control": "no-store",
        "content-type": "application/json; charset=utf-8",
      },
      body: refusalOf(code),
    });
    expect(opened.upstream.asked).toEqual([]);
    expect(opened.lines()).toContainEqual(
      expect.objectContaining({ msg: "request refused", path: "/graphql", status: 401, code }),
    );
  });

  test("is refused before its body is read", async () => {
    const { url } = await openIdentified();
    expect(await post(url, { authorization: "Bearer x" }, "no JSON")).toMatchObject({
      status: 401,
    });
  });

  test("is too long for any server, and no harm, where it is huge", async () => {
    const { url } = await openIdentified();
    const authorization = `Bearer ${"a".repeat(100_000)}`;
    expect(await post(url, { authorization })).toMatchObject({ status: 431 });
    expect(await post(url, {})).toMatchObject({ status: 200 });
  });

  test("may be tried again where its issuer cannot be asked", async () => {
    const { url, issuing, lines } = await openIdentified();
    issuing.answerWith(drop());
    const headers = { authorization: `Bearer ${await issuing.sign()}` };
    expect(await post(url, headers)).toMatchObject({
      status: 503,
      headers: { "retry-after": "5" },
      body: refusalOf("IDENTITY_UNAVAILABLE"),
    });
    await post(url, headers);
    // It is no bug, and told of once; requests have their usual lines.
    const code = "IDENTITY_UNAVAILABLE";
    expect(
      lines().filter(({ level, msg }) => level !== "info" || msg === "request refused"),
    ).toEqual([
      expect.objectContaining({ level: "warn", reason: expect.any(String) }),
      expect.objectContaining({ msg: "request refused", status: 503, code }),
      expect.objectContaining({ msg: "request refused", status: 503, code }),
    ]);
  });
});

describe("a request without a credential", () => {
  test("is nobody's, where none is required", async () => {
    const { url } = await openIdentified();
    expect(await post(url, {})).toMatchObject({ status: 200, body: news });
  });

  test("is refused where one is, whatever it asks", async () => {
    const { url } = await openIdentified({ identity: { required: true }, mode: "development" });
    const refused = {
      status: 401,
      headers: { "www-authenticate": "Bearer" },
      body: refusalOf("UNAUTHENTICATED"),
    };
    expect(await post(url, {})).toMatchObject(refused);
    expect(await post(url, {}, '{"query":"{ __typename }"}')).toMatchObject(refused);
    const html = { headers: { accept: "text/html" } };
    expect((await fetch(`${url}?query={__typename}`, html)).status).toBe(401);
    expect((await fetch(`${url}?`, html)).status).toBe(401);
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { method: "HEAD", ...html })).status).toBe(401);
  });

  test("may see the page for browsers, and how the gateway is", async () => {
    const { url } = await openIdentified({ identity: { required: true }, mode: "development" });
    const page = await fetch(url, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html"]);
    for (const path of ["/livez", "/readyz"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await fetch(new URL(path, url))).status).toBe(200);
    }
  });

  test("sees no page in production, where there is none", async () => {
    const { url } = await openIdentified({ identity: { required: true } });
    expect((await fetch(url, { headers: { accept: "text/html" } })).status).toBe(401);
  });

  test("of a browser elsewhere may read that it is refused", async () => {
    const { url } = await openIdentified({
      identity: { required: true },
      server: { cors: { origins: ["https://app.test"] } },
    });
    expect(await post(url, { origin: "https://app.test" })).toMatchObject({
      status: 401,
      headers: { "access-control-allow-origin": "https://app.test" },
    });
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: { origin: "https://app.test", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
  });
});

test("no log and no answer has a credential in it", async () => {
  const opened = await openIdentified({ identity: allWays });
  const { url, issuing, lines } = opened;
  const good = await issuing.sign();
  const bad = Object.values(await forged(opened))[0] ?? "";
  const answers = [
    await post(url, { authorization: `Bearer ${good}` }),
    await post(url, { authorization: bad }),
    await post(url, { "x-api-key": apiKey, "x-user": "ann" }),
    await post(url, { "x-api-key": `${apiKey}2` }),
    await post(url, { "x-user": "ann", "x-proxy-secret": `${proxySecret}2` }),
    await post(url, { "x-api-key": apiKey }, "no JSON"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 401, 401, 400]);
  const told = JSON.stringify([answers, lines()]);
  const [, , signature = ""] = good.split(".");
  for (const secret of [signature, bad.slice(-20), apiKey, proxySecret]) {
    expect(told).not.toContain(secret);
  }
});

test("settings that let in the wrong ones keep a gateway from starting", async () => {
  const identity = { trustedHeader: { header: "x-user" } };
  const opening = openIdentified({ identity });
  await expect(opening).rejects.toThrow(ProblemsError);
  await expect(opening).rejects.toThrow("IDENTITY_INVALID: A header is believed only of a known");
});

type Opened = Awaited<ReturnType<typeof openIdentified>>;

async function forged({ issuing }: Opened) {
  const token = await issuing.sign({ aud: audience, iss: issuer }, { key: await newKey("first") });
  return { authorization: `Bearer ${token}` };
}

async function aged({ issuing }: Opened) {
  return { authorization: `Bearer ${await issuing.sign({ exp: inSeconds(-60) })}` };
}
