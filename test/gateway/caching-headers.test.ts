import { describe, expect, test } from "vitest";

import { createHeld } from "../support/held.ts";
import { turns, until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    thing(id: ID!): Thing @connect(
      source: "api" http: { GET: "/things/{$args.id}" } selection: "id name"
    )
    slow: Thing @connect(source: "api", http: { GET: "/slow" }, selection: "id name")
    raw: Raw @connect(source: "api", http: { GET: "/raw" }, selection: "id")
    me: Account @connect(
      source: "api"
      http: { GET: "/me", headers: [{ name: "x-tenant", from: "x-tenant" }] }
      selection: "id"
    )
    profile: Profile @connect(
      source: "api"
      http: { GET: "/me", headers: [{ name: "x-tenant", from: "x-tenant" }] }
      selection: "id email"
    )
    everyone: Profile @connect(source: "api", http: { GET: "/me" }, selection: "id email")
    broken: Thing @connect(source: "api", http: { GET: "/broken" }, selection: "id name")
    time: Int
    feed: [Item!] @freshness(ttl: "1h") @cacheControl(scope: PUBLIC)
  }
  type Mutation {
    rename: Thing @connect(source: "api", http: { POST: "/things" }, selection: "id name")
  }
  type Thing @freshness(ttl: "1h") { id: ID name: String }
  type Account @freshness(ttl: "1h") { id: ID }
  type Raw { id: ID }
  type Profile @freshness(ttl: "1h") { id: ID email: String @cacheControl(scope: PRIVATE) }
  type Item {
    name: String
    price: Int @freshness(ttl: "5s")
    email: String @cacheControl(scope: PRIVATE)
    mine: Secret
  }
  type Secret @freshness(ttl: "0s") { v: Int }
`;

async function open(callerControl = false) {
  const held = createHeld();
  let resolvedCount = 0;
  const opened = await openGateway({
    schema,
    routes: {
      "GET /things/:id": ({ params: { id } }) => json({ id, name: `thing ${id}` }),
      "GET /slow": held.hold(() => json({ id: 1, name: "slow" })),
      "GET /raw": () => json({ id: 1 }),
      "GET /me": ({ headers }) => json({ id: headers["x-tenant"], email: "a@b.test" }),
      "GET /broken": () => json({}, { status: 500 }),
      "POST /things": () => json({ id: 1, name: "new" }),
    },
    config: { cache: { callerControl } },
    resolvers: {
      Query: {
        time: () => (resolvedCount += 1),
        feed: () => [{ name: "n", price: 1, email: "a@b.test", mine: { v: 1 } }],
      },
    },
  });
  const { url } = await opened.gateway.start();
  const told = async (query: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query }),
    });
    await response.text();
    return {
      control: response.headers.get("cache-control"),
      age: response.headers.get("age"),
      status: response.headers.get("cache-status"),
    };
  };
  return { ...opened, url, held, resolved: () => resolvedCount, told };
}

/** An hour, less than a tenth of it: what is kept together does not end together. */
const anHour = (before: string, after = "") =>
  expect.stringMatching(new RegExp(`^${before}=3[2-6]\\d\\d${after}$`));

const digits: unknown = expect.stringMatching(/^\d$/);

describe("an answer is told of as what it is", () => {
  test("fetched, and then kept", async () => {
    const { told } = await open();
    expect(await told("{ thing(id: 1) { name } }")).toEqual({
      control: anHour("max-age", ", public"),
      age: digits,
      status: anHour("Sluice; fwd=miss; stored; ttl"),
    });
    expect(await told("{ thing(id: 1) { name } }")).toEqual({
      control: anHour("max-age", ", public"),
      age: digits,
      status: anHour("Sluice; hit; ttl"),
    });
    expect(await told("{ thing(id: 1) { name } other: thing(id: 2) { name } }")).toEqual({
      control: anHour("max-age", ", public"),
      age: digits,
      status: anHour("Sluice; fwd=partial; stored; ttl"),
    });
  });

  test("fetched by somebody else, who had asked already", async () => {
    const { told, held, resolved } = await open();
    const first = told("{ slow { name } }");
    await until(() => held.count() === 1);
    const second = told("{ slow { name } time }");
    await until(() => resolved() === 1);
    await turns();
    held.letAllGo();
    expect((await first).status).toEqual(anHour("Sluice; fwd=miss; stored; ttl"));
    expect((await second).status).toBe("Sluice; fwd=miss; stored; collapsed");
  });

  test("for its caller alone, where a connector reads a header of the caller", async () => {
    const { told } = await open();
    const { control } = await told("{ thing(id: 1) { name } me { id } }", { "x-tenant": "a" });
    expect(control).toEqual(anHour("max-age", ", private"));
    expect((await told("{ me { id } }")).control).toEqual(anHour("max-age", ", private"));
  });

  test("for its caller alone or for nobody, where a connector's value has a private field", async () => {
    const { told } = await open();
    expect((await told("{ profile { email } }")).control).toEqual(anHour("max-age", ", private"));
    expect((await told("{ everyone { email } }")).control).toBe("no-store");
  });

  test.each([
    // Some of it is over by the time that it is told.
    ["name", /^max-age=3[56]\d\d, public$/],
    ["name price", /^max-age=[0-5], public$/],
    ["name email", /^max-age=3[56]\d\d, private$/],
    ["price email", /^max-age=[0-5], private$/],
    ["name mine { v }", /^no-store$/],
  ])("of a resolver, by the contracts of what is selected: %s", async (selection, control) => {
    const { told } = await open();
    expect((await told(`{ feed { ${selection} } }`)).control).toMatch(control);
  });

  test.each([
    ["without a contract", "{ raw { id } }", "Sluice; fwd=bypass"],
    ["of a resolver without a contract", "{ time }", "Sluice; fwd=bypass"],
    ["that failed", "{ broken { id } }", null],
    ["of a mutation", "mutation { rename { name } }", "Sluice; fwd=method"],
    ["of the schema itself", "{ __typename }", "Sluice; fwd=bypass"],
  ])("not to be kept: %s", async (_what, query, status) => {
    const { told } = await open();
    expect(await told(query)).toEqual({ control: "no-store", age: null, status });
    expect((await told(`{ thing(id: 1) { name } }`)).control).toEqual(
      anHour("max-age", ", public"),
    );
  });

  test("not to be kept, where a part of it is not", async () => {
    const { told } = await open();
    await told("{ thing(id: 1) { name } }");
    for (const part of ["raw { id }", "time", "broken { id }"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await told(`{ thing(id: 1) { name } ${part} }`)).toMatchObject({
        control: "no-store",
        age: digits,
      });
    }
  });
});

describe("a caller that asks for fresher values", () => {
  test("gets them where the operator lets it", async () => {
    const { told, ask, upstream } = await open(true);
    const query = "{ thing(id: 1) { name } }";
    await told(query);
    expect(await told(query, { "cache-control": "no-cache" })).toMatchObject({
      status: anHour("Sluice; fwd=request; stored; ttl"),
    });
    expect(upstream.asked).toHaveLength(2);
    await told(query, { "cache-control": "max-age=600" });
    expect(upstream.asked).toHaveLength(2);
    await ask(query, { headers: { "cache-control": "no-cache" } });
    expect(upstream.asked).toHaveLength(3);
  });

  test("gets what is kept where the operator does not", async () => {
    const { told, ask, upstream } = await open();
    const query = "{ thing(id: 1) { name } }";
    await told(query);
    await told(query, { "cache-control": "no-cache" });
    await ask(query, { headers: { "cache-control": "no-cache" } });
    expect(upstream.asked).toHaveLength(1);
  });
});

test("a GET of what has not changed is answered without a body; for one caller, by who that is", async () => {
  const { url, upstream } = await open();
  const get = (headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${url}?query={me{id}}`, { headers: { "apollo-require-preflight": "true", ...headers } });
  const first = await get({ "x-tenant": "a" });
  expect(first.headers.get("vary")).toBe("accept, sluice-freshness, authorization, x-tenant");
  const etag = first.headers.get("etag") ?? "";
  expect((await get({ "x-tenant": "a", "if-none-match": etag })).status).toBe(304);
  expect((await get({ "x-tenant": "b", "if-none-match": etag })).status).toBe(200);
  expect(upstream.asked).toHaveLength(2);
});

test("a caller who asks for it is told how fresh each field is", async () => {
  const { ask } = await open();
  const query = "{ one: thing(id: 1) { name } raw { id } time }";
  await ask("{ thing(id: 1) { name } }");
  const { extensions } = await ask(query, { headers: { "sluice-freshness": "report" } });
  const date: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(extensions).toEqual({
    freshness: [
      { path: "one", keys: 1, fetchedAt: date, freshUntil: date },
      { path: "raw", keys: 1, kept: false },
      { path: "time", keys: 0, kept: false },
    ],
  });
  expect(await ask(query)).not.toHaveProperty("extensions");
});
