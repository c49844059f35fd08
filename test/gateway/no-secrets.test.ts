import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";

import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway } from "../../src/gateway.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { capturedContext } from "../cli/captured-context.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { drop, json, startUpstream } from "../support/upstream.ts";
import { forgetTelemetryVariables } from "../telemetry/collect-metrics.ts";
import { startCollector } from "../telemetry/otlp-collector.ts";

/** What the operator has, or the gateway was given by others on its behalf: nobody is shown it. */
const operators = {
  config: "planted-config-key",
  variable: "planted-variable",
  clientSecret: "planted-client-secret",
  accessToken: "planted-access-token",
  bearer: "planted-bearer",
  password: "planted-password",
  apiKey: "planted-api-key",
  adminToken: "planted-admin-token",
  salt: "planted-salt",
  redis: "planted-redis-password",
  signing: "planted-signing-secret-of-32-bytes",
  proxy: "planted-proxy-secret",
  described: "planted-error-description",
};
/** What callers send and sources answer: those two may tell each other, and nobody else is told. */
const payloads = {
  header: "planted-header",
  cookie: "planted-cookie",
  variable: "planted-argument",
  literal: "planted-literal",
  setCookie: "planted-set-cookie",
  answered: "planted-answer",
  failing: "planted-failing-body",
  responseHeader: "planted-response-header",
};

const variables = {
  PLANTED_CONFIG: operators.config,
  PLANTED_VARIABLE: operators.variable,
  PLANTED_SALT: operators.salt,
  PLANTED_SIGNING: operators.signing,
};

beforeEach(() => {
  forgetTelemetryVariables();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const names = ["api", "bearing", "basic", "keyed", "tokenless"] as const;

const schema = (baseUrl: string) => `
  ${names.map((name) => `extend schema @source(name: "${name}", http: { baseURL: "${baseUrl}/${name}" })`).join("\n")}
  type Query {
    user(id: ID!): User
      @freshness(ttl: "1m", tags: ["user-{$args.id}"])
      @connect(
        source: "api"
        http: {
          GET: "/users/{$args.id}"
          queryParams: "key: $config.key"
          headers: [
            { name: "x-variable", value: "{$env.PLANTED_VARIABLE}" }
            { name: "x-forwarded", from: "x-secret" }
            { name: "cookie", from: "cookie" }
          ]
        }
        selection: "id name missing: gone"
      )
    bearing: Int @connect(source: "bearing", http: { GET: "/500" }, selection: "$")
    basic: Int @connect(source: "basic", http: { GET: "/drop" }, selection: "$")
    keyed(id: ID): Int @connect(source: "keyed", http: { GET: "/401?id={$args.id}" }, selection: "$")
    tokenless: Int @connect(source: "tokenless", http: { GET: "/never" }, selection: "$")
  }
  type Mutation {
    save(secret: String): Int
      @connect(source: "bearing", http: { POST: "/save", body: "it: $args.secret" }, selection: "$")
  }
  type User { id: ID name: String missing: Int }
`;

const settings = (url: string) => `
schema: schema.graphql
server: { port: 0, explain: true, mappingProblems: true }
sources:
  api:
    config: { key: "\${PLANTED_CONFIG}" }
    auth: { oauth2: { tokenUrl: "${url}/token", clientId: us, clientSecret: { file: secret } } }
  bearing: { auth: { bearer: ${operators.bearer} }, retry: { attempts: 2, backoff: 1ms, budget: 100% } }
  basic: { auth: { basic: { user: us, password: ${operators.password} } }, retry: { attempts: 1 } }
  keyed: { auth: { apiKey: { queryParam: key, value: ${operators.apiKey} } } }
  tokenless:
    auth: { oauth2: { tokenUrl: "${url}/refusing", clientId: us, clientSecret: { file: secret }, clientAuthentication: post } }
admin: { port: 0, token: ${operators.adminToken} }
metrics: { port: 0 }
audit: { destination: audit.log, salt: "\${PLANTED_SALT}" }
identity:
  jwt:
    - { issuer: us, audiences: [us], secret: "\${PLANTED_SIGNING}" }
  trustedHeader: { header: x-user, secret: ${operators.proxy} }
log: { level: trace }
`;

const redis = `redis: { url: "redis://us:${operators.redis}@127.0.0.1:1" }\n`;

function startApi() {
  const failing = { reason: payloads.failing };
  const headers = {
    "set-cookie": `session=${payloads.setCookie}`,
    "x-internal": payloads.responseHeader,
    "www-authenticate": `Bearer realm="${payloads.responseHeader}"`,
  };
  return startUpstream({
    "POST /token": () => json({ access_token: operators.accessToken, token_type: "Bearer" }),
    "POST /refusing": () =>
      json(
        { error: "invalid_client", error_description: operators.described },
        // With a challenge besides, nobody would read the body.
        { status: 400, headers: { "set-cookie": headers["set-cookie"] } },
      ),
    "GET /api/users/:id": ({ params }) =>
      json({ id: params["id"], name: payloads.answered }, { headers }),
    "GET /bearing/500": () => json(failing, { status: 500, headers }),
    "POST /bearing/save": () => json(failing, { status: 400, headers }),
    "GET /basic/drop": drop,
    "GET /keyed/401": () => json(failing, { status: 401, headers }),
  });
}

const operation = `query It($id: ID!) {
  user(id: $id) { id name missing } bearing basic keyed(id: "${payloads.literal}") tokenless
}`;

/** With a Redis it takes longer, for nobody listens there. */
async function open({ hasRedis = false } = {}) {
  const upstream = await startApi();
  onTestFinished(() => upstream.close());
  const collector = await startCollector();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
  const cwd = temporaryDirectory({
    "schema.graphql": schema(upstream.url),
    "sluice.yaml": settings(upstream.url) + (hasRedis ? redis : ""),
    "it.graphql": operation,
    secret: `${operators.clientSecret}\n`,
  });
  let logged = "";
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const log = createLogger({ mode: "production", level: "trace", isTerminal: false, destination });
  const gateway = await createGateway({ config: loadConfig({ cwd, env: process.env }), log });
  onTestFinished(() => gateway.stop());
  const { url } = await gateway.start();
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer("us")
    .setAudience("us")
    .setSubject("kim")
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode(operators.signing));
  const headers = {
    authorization: `Bearer ${token}`,
    "x-secret": payloads.header,
    cookie: `session=${payloads.cookie}`,
  };
  return {
    upstream,
    gateway,
    url,
    token,
    headers,
    cwd,
    logged: () => logged,
    exported: () => collector.received.map(({ body }) => body.toString()).join("\n"),
    audited: () => readFileSync(join(cwd, "audit.log"), "utf8"),
    /** Where the gateway listens besides, as the log says. */
    addressOf: (what: string): string =>
      new RegExp(`"url":"([^"]+)"[^\\n]*"msg":"${what}`).exec(logged)?.[1] ?? "",
    cli: async (...args: readonly string[]) => {
      const captured = capturedContext({ cwd, env: process.env });
      await runCli(args, captured.context);
      return captured.stdout() + captured.stderr();
    },
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** The answer to a request, whole: its headers and its body. */
async function fetched(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  return JSON.stringify([...response.headers]) + (await response.text());
}

function posted(
  { url, headers }: Opened,
  body: unknown,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  return fetched(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", ...more },
    body: JSON.stringify(body),
  });
}

const query = { query: operation, variables: { id: payloads.variable } };
const save = "mutation ($it: String) { save(secret: $it) }";

function foundIn(text: string, planted: Readonly<Record<string, string>>) {
  // As they are, and as they may be encoded on their way.
  return Object.entries(planted).flatMap(([name, secret]) =>
    [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64").replace(/=+$/, ""),
      Buffer.from(`us:${secret}`).toString("base64").replace(/=+$/, ""),
    ].some((form) => text.includes(form))
      ? [name]
      : [],
  );
}

describe("a gateway with secrets in every place", () => {
  test("sends them where they belong", async () => {
    const opened = await open();
    await posted(opened, query);
    await posted(opened, { query: save, variables: { it: payloads.variable } });
    const sent = JSON.stringify(
      opened.upstream.requests.map(({ headers, body, query: parameters }) => [
        headers,
        body,
        [...parameters],
      ]),
    );
    // So that what is looked for below is there to be found.
    const { config, variable, clientSecret, accessToken, bearer, password, apiKey } = operators;
    const { header, cookie, variable: argument, literal } = payloads;
    const expected = { config, variable, clientSecret, accessToken, bearer, password, apiKey };
    const all = { ...expected, header, cookie, argument, literal };
    expect(foundIn(sent, all)).toEqual(Object.keys(all));
  });

  test("tells callers none but what they asked for", async () => {
    const opened = await open();
    const { gateway, token, headers, url } = opened;
    const answers = [
      await posted(opened, query),
      await posted(opened, { query: save, variables: { it: "x" } }),
      await posted(opened, query, { "sluice-explain": "plan" }),
      await posted(opened, query, { "sluice-explain": "analyze" }),
      await posted(opened, query, { "sluice-mapping-problems": "report" }),
      await posted(opened, query, { "sluice-freshness": "report" }),
      await posted(opened, query, { authorization: `Bearer ${token}x` }),
      await posted(opened, query, { "x-user": "kim", "x-proxy-secret": "wrong" }),
      await posted(opened, { query: "{ nothing }" }),
      await fetched(new URL("/health", url).href),
      await fetched(new URL("/nothing", url).href),
      JSON.stringify(await gateway.execute({ ...query, headers })),
    ].join("\n");
    expect(answers).toContain("SOURCE_CREDENTIALS_UNAVAILABLE");
    const { setCookie, failing, responseHeader } = payloads;
    const hidden = { ...operators, token, setCookie, failing, responseHeader };
    expect(foundIn(answers, hidden)).toEqual([]);
  });

  test("writes none into logs at their finest, spans, metrics and the audit log", async () => {
    const opened = await open({ hasRedis: true });
    const { gateway, token, addressOf } = opened;
    await posted(opened, query);
    await posted(opened, query, { "sluice-mapping-problems": "report" });
    await posted(opened, query, { authorization: `Bearer ${token}x` });
    await posted(opened, { query: save, variables: { it: payloads.variable } });
    await posted(opened, { query: `{ user(id: "${payloads.literal}") { nothing } }` });
    await posted(opened, { ...query, variables: { id: { secret: payloads.variable } } });
    const admin = addressOf("the admin endpoint listens");
    const invalidate = (authorization: string, body: unknown) =>
      fetched(`${admin}/invalidate`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const administered = [
      await invalidate(`Bearer ${operators.adminToken}x`, {}),
      await invalidate(`Bearer ${operators.adminToken}`, { tags: [`user-${payloads.variable}`] }),
      await invalidate(`Bearer ${operators.adminToken}`, { nothing: payloads.variable }),
    ].join("\n");
    const scraped = await fetched(addressOf("metrics are served"));
    await gateway.stop();
    const written = {
      logged: opened.logged(),
      exported: opened.exported(),
      audited: opened.audited(),
      administered,
      scraped,
    };
    expect(written.logged).toContain("no access to a source");
    expect(written.exported).toMatch(/GET \/users\/.*http\.client\.request\.duration/s);
    expect(written.audited).toContain("Query.user");
    expect(written.administered).toContain("keys");
    expect(written.scraped).toContain("sluice_");
    const found = Object.entries(written).flatMap(([place, text]) =>
      foundIn(text, { ...operators, ...payloads, token }).map((name) => `${place}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  test("explains, checks and tunes without them", async () => {
    const { gateway, headers, token, cli } = await open({ hasRedis: true });
    const given = ["--variables", JSON.stringify(query.variables)];
    const told = [
      JSON.stringify(await gateway.explain({ ...query, headers })),
      JSON.stringify(await gateway.explain({ ...query, headers, analyze: true })),
      await cli("explain", "it.graphql", ...given),
      await cli("explain", "it.graphql", ...given, "--format", "json"),
      await cli("explain", "it.graphql", ...given, "--format", "mermaid"),
      await cli("explain", "it.graphql", ...given, "--analyze"),
      await cli("check"),
      await cli("check", "--format", "json"),
      await cli("print"),
      await cli("tune", "api", "timeout=1s"),
      await cli("tune", "api", `auth.bearer=${operators.bearer}`),
      await cli("invalidate", "--tag", "user-1"),
    ].join("\n");
    expect(told).toMatch(/\/users\/\{\$args\.id\}.*CONFIG_NOT_TUNABLE/s);
    // The operation's own text is the operator's, and so is what is typed.
    const { literal: _literal, variable: _variable, ...others } = payloads;
    expect(foundIn(told, { ...operators, ...others, token })).toEqual([]);
  });

  test("says what is wrong with settings without them", async () => {
    const cwd = temporaryDirectory({ "sluice.yaml": wrongSettings });
    const captured = capturedContext({ cwd });
    expect(await runCli(["check"], captured.context)).toBe(1);
    const told = captured.stdout() + captured.stderr();
    expect(told).toContain("11 errors");
    expect(foundIn(told, operators)).toEqual([]);
  });
});

const wrongSettings = `
admin:
  token: [${operators.adminToken}]
audit:
  salt: [${operators.salt}]
redis:
  url: http://us:${operators.redis}@127.0.0.1
sources:
  api:
    auth: { bearer: ${operators.bearer}, basic: { user: us, password: ${operators.password} } }
  bearing:
    auth: ${operators.bearer}
  basic:
    auth:
      basic: { user: us, pasword: ${operators.password} }
  keyed:
    auth: { apiKey: { value: ${operators.apiKey} } }
  tokenless:
    auth:
      oauth2:
        tokenUrl: https://us:${operators.password}@id.example
        clientId: us
        clientSecret: [${operators.clientSecret}]
identity:
  trustedHeader:
    secret: [${operators.proxy}]
`;
