import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import type { ConfigInput } from "../../src/gateway.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { createHeld } from "../support/held.ts";
import { json } from "../support/upstream.ts";
import { startCollector } from "../telemetry/otlp-collector.ts";
import { openGateway } from "./support/open-gateway.ts";
import { postOperation } from "./support/post-operation.ts";

const schema = `
  type Query {
    users(ids: [ID!]!): [User]
    account(number: ID!): Account
      @connect(
        source: "api"
        http: {
          GET: "/accounts/{$args.number}"
          queryParams: "key: $config.apiKey"
          headers: { name: "authorization", from: "authorization" }
        }
        selection: "id balance"
      )
    ping: Int @connect(source: "api", http: { GET: "/ping" }, selection: "$")
    broken: Int
      @connect(
        source: "api"
        http: { GET: "/broken" }
        selection: "$"
        errors: { message: "$.message", extensions: "code: $.message" }
      )
  }
  type Mutation {
    transfer(iban: String!): Account
      @connect(source: "api", http: { POST: "/transfers", body: "iban: $args.iban" }, selection: "id balance")
  }
  type Account { id: ID balance: String }
  type User
    @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name") {
    id: ID!
    name: String
  }
`;

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("OTEL_")) vi.stubEnv(name, undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A gateway for a source with secrets in everything that is said to it, and that it says. */
async function open({ identity }: Pick<ConfigInput, "identity"> = {}) {
  const held = createHeld();
  const destination = join(temporaryDirectory(), "audit.log");
  const opened = await openGateway({
    schema,
    api: {
      config: { apiKey: "secret-config" },
      breaker: { minCalls: 5, failures: 0.2, openFor: "1h" },
    },
    config: { audit: { destination, salt: "secret-salt" }, ...(identity && { identity }) },
    resolvers: {
      Query: {
        users: (_parent, { ids }: { readonly ids: readonly string[] }) => ids.map((id) => ({ id })),
      },
    },
    routes: {
      "GET /accounts/:number": held.hold(() => json({ id: "secret-id", balance: "secret-sum" })),
      "GET /ping": () => json(1),
      "GET /broken": () =>
        json({ message: "secret-reason" }, { status: 500, headers: { "set-cookie": "secret-a" } }),
      "POST /transfers": () => json({ id: "secret-id", balance: "secret-sum" }),
      "GET /users": ({ query }) =>
        json(query.getAll("id").flatMap((id) => (id.endsWith("2") ? [] : { id, name: "secret" }))),
    },
  });
  const { gateway } = opened;
  const { url } = await gateway.start();
  return {
    ...opened,
    url,
    held,
    post: (query: string, caller = "one") =>
      postOperation(url, { query }, { headers: { authorization: `Bearer secret-${caller}` } }),
    /** What was audited, once the gateway has stopped. */
    audited: async () => {
      await gateway.stop();
      const text = readFileSync(destination, "utf8");
      const lines = text.split("\n").filter((line) => line !== "");
      return { text, lines: lines.map((line): AuditLine => JSON.parse(line)) };
    },
  };
}

type AuditLine = Readonly<Record<string, unknown>>;

const hash = expect.stringMatching(/^[\da-f]{16}$/);

/** The setting of an API key that is its own name. */
const keyOf = (name: string) => ({
  name,
  sha256: createHash("sha256").update(name).digest("hex"),
});

describe("the audit log", () => {
  test("has a line for each call, and neither values, keys nor credentials in any", async () => {
    const { post, held, audited, lines: logged, upstream } = await open();
    held.letAllGo();
    await post('{ users(ids: ["secret-1", "secret-2", "secret-1", "secret-3"]) { name } }');
    await post('{ account(number: "secret-7") { id balance } }');
    await post('{ account(number: "secret-7") { id balance } }', "two");
    await post('mutation { transfer(iban: "secret-iban") { id balance } }');
    expect(await post("{ broken }")).toMatchObject({ errors: [{ message: "secret-reason" }] });
    expect(await post("{ broken }")).toMatchObject({
      errors: [{ extensions: { code: "CIRCUIT_OPEN" } }],
    });
    expect(upstream.asked).toHaveLength(5);
    const { text, lines } = await audited();

    const whole = { audit: "call", source: "api", lane: "normal", attempts: 1, keyCount: 1 };
    const good = { ...whole, keys: [hash], outcomes: { value: 1 } };
    expect(lines).toMatchObject([
      {
        ...whole,
        connector: "User",
        keyCount: 3,
        keys: [hash, hash, hash],
        outcomes: { value: 2, missing: 1 },
      },
      { ...good, connector: "Query.account", scope: hash },
      { ...good, connector: "Query.account", scope: hash },
      { ...good, connector: "Mutation.transfer" },
      // What a schema makes of an answer is a payload, and no code of ours.
      { ...whole, connector: "Query.broken", outcomes: { CONNECTOR_FETCH: 1 } },
      { ...whole, connector: "Query.broken", outcomes: { CIRCUIT_OPEN: 1 }, attempts: 0 },
    ]);
    const [, one, two] = lines;
    expect(one?.["scope"]).not.toBe(two?.["scope"]);
    expect(one?.["keys"]).toEqual(two?.["keys"]);
    expect(text).not.toMatch(/secret/i);

    // Nor have the lines of the log, in which calls have the same names.
    expect(JSON.stringify(logged())).not.toMatch(/secret/i);
    const calls = logged().filter(({ msg }) => msg === "upstream call");
    const sent = lines.filter(({ attempts }) => attempts !== 0);
    expect(calls.map(({ call }) => call)).toEqual(sent.map(({ id }) => id));
  });

  test("has one line for a call that others joined, and counts and names their requests", async () => {
    const collector = await startCollector();
    onTestFinished(() => collector.stop());
    vi.stubEnv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.url);
    vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
    const { post, held, audited, upstream } = await open();
    const leader = post('{ account(number: "1") { id } }');
    await upstream.hasReceived(1);
    const follower = post('{ ping account(number: "1") { id } }');
    // It has asked for all its root fields by now.
    await upstream.hasReceived(2);
    held.letAllGo();
    expect(await Promise.all([leader, follower])).toMatchObject([{ status: 200 }, { status: 200 }]);
    const { lines } = await audited();
    const traceId = expect.stringMatching(/^[\da-f]{32}$/);
    expect(lines).toMatchObject([
      { connector: "Query.ping", requesters: 1, traceIds: [traceId] },
      { connector: "Query.account", keyCount: 1, requesters: 2, traceIds: [traceId, traceId] },
    ]);
    expect(lines).toHaveLength(2);
  });

  test("names the caller of a call that is for one, and none of a call that several share", async () => {
    const { url, held, audited, upstream } = await open({
      identity: { apiKeys: { keys: [keyOf("billing"), keyOf("sales")] } },
    });
    const answers: unknown[] = [];
    /** Each request asks for something of its own, so that it is known when it has asked. */
    const ask = async (number: string, key: string | undefined, calls: number) => {
      const own = `own-${calls}`;
      const query = `{ account(number: "${number}") { id } own: account(number: "${own}") { id } }`;
      answers.push(postOperation(url, { query }, { headers: key ? { "x-api-key": key } : {} }));
      await upstream.hasReceived(calls);
    };
    await ask("1", "billing", 2);
    await ask("1", "billing", 3);
    await ask("2", "billing", 5);
    await ask("2", "sales", 6);
    await ask("3", undefined, 8);
    held.letAllGo();
    await Promise.all(answers);
    const { lines } = await audited();
    const told = lines.map(({ caller, requesters }) => `${String(caller)}: ${String(requesters)}`);
    expect(told.toSorted()).toEqual([
      "key billing: 1",
      "key billing: 1",
      "key billing: 1",
      "key billing: 2",
      "key sales: 1",
      "undefined: 1",
      "undefined: 1",
      // Of two callers.
      "undefined: 2",
    ]);
  });
});
