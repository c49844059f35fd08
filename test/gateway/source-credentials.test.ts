import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { temporaryDirectory } from "../config/temporary-directory.ts";
import { createHeld } from "../support/held.ts";
import { until } from "../support/until.ts";
import { json, type Routes, startUpstream } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    user(id: ID!): User
      @connect(
        source: "api"
        http: { GET: "/users/{$args.id}", headers: [{ name: "Authorization", from: "authorization" }] }
        selection: "id name"
      )
    news: [String] @connect(source: "api", http: { GET: "/news" }, selection: "$")
  }
  type Mutation {
    rename(id: ID!, name: String!): User
      @connect(source: "api", http: { POST: "/users/{$args.id}", body: "name: $args.name" }, selection: "id name")
  }
  type User { id: ID! name: String }
`;

/** An authorization server that gives t1, t2, …; and an API that takes the tokens that it is told to. */
async function openWithTokens({ takes = () => true }: { takes?: (token: string) => boolean } = {}) {
  let count = 0;
  const held = createHeld();
  const server = await startUpstream({
    "POST /token": () =>
      json({ access_token: `t${++count}`, token_type: "Bearer", expires_in: 3600 }),
  });
  onTestFinished(() => server.close());
  const answer: Routes[string] = ({ headers, params }) =>
    takes((headers.authorization ?? "").replace("Bearer ", ""))
      ? json({ id: params["id"], name: "Kim" })
      : json({ reason: "no" }, { status: 401 });
  const opened = await openGateway({
    schema,
    routes: {
      "GET /users/:id": answer,
      "POST /users/:id": answer,
      "GET /news": held.hold(() => json(["a"])),
    },
    api: {
      auth: { oauth2: { tokenUrl: `${server.url}/token`, clientId: "us", clientSecret: "geheim" } },
    },
  });
  const sent = () => opened.upstream.requests.map(({ headers }) => headers.authorization);
  return { ...opened, server, held, sent };
}

describe("a source with credentials of its own", () => {
  test("has them in place of a caller's, and callers stay apart", async () => {
    const { ask, sent, server } = await openWithTokens();
    const query = "{ user(id: 1) { name } }";
    const answers = await Promise.all(
      ["one", "two"].map((who) => ask(query, { headers: { authorization: who } })),
    );
    expect(answers).toEqual([
      { data: { user: { name: "Kim" } } },
      { data: { user: { name: "Kim" } } },
    ]);
    // They are two scopes by what the schema reads of them, though the source sees none of it.
    expect(sent()).toEqual(["Bearer t1", "Bearer t1"]);
    expect(server.asked).toHaveLength(1);
  });

  test("shares its calls among all, as ever: they are nobody's scope", async () => {
    const { gateway, held, upstream, sent } = await openWithTokens();
    const asks = ["one", "two"].map((who) =>
      gateway.execute({ query: "{ news }", headers: { authorization: who } }),
    );
    await until(() => held.count() === 1);
    held.letAllGo();
    expect(await Promise.all(asks)).toEqual([{ data: { news: ["a"] } }, { data: { news: ["a"] } }]);
    expect(upstream.asked).toEqual(["GET /news"]);
    expect(sent()).toEqual(["Bearer t1"]);
  });

  test("is sent a query once more when it refuses a token, and a mutation never", async () => {
    const { ask, sent } = await openWithTokens({ takes: (token) => token === "t2" });
    const renamed = await ask('mutation { rename(id: 1, name: "x") { name } }');
    expect(renamed.errors?.[0]?.extensions).toMatchObject({
      code: "CONNECTOR_FETCH",
      http: { status: 401 },
    });
    expect(await ask("{ user(id: 1) { name } }")).toEqual({ data: { user: { name: "Kim" } } });
    expect(sent()).toEqual(["Bearer t1", "Bearer t1", "Bearer t2"]);
  });

  test("fails with a clear code while there are none, and says why in the log", async () => {
    const { ask, sent, server, lines } = await openWithTokens();
    await server.close();
    const { data, errors } = await ask("{ user(id: 1) { name } }");
    expect(data).toEqual({ user: null });
    expect(errors).toMatchObject([
      {
        path: ["user"],
        extensions: {
          code: "SOURCE_CREDENTIALS_UNAVAILABLE",
          service: "api",
          retryable: true,
          retryAfterMs: 1000,
        },
      },
    ]);
    expect(sent()).toEqual([]);
    expect(lines().filter(({ msg }) => msg === "no access to a source")).toMatchObject([
      { level: "warn", source: "api", reason: expect.stringContaining("ECONNREFUSED") },
    ]);
  });

  test("takes others at a reload, and by an edit of limits it does not", async () => {
    const { gateway, ask, sent, withSchema, withSource } = await openWithTokens();
    await ask("{ user(id: 1) { name } }");
    gateway.tune(withSource({ auth: { bearer: "other" } }));
    await ask("{ user(id: 2) { name } }");
    await gateway.reload({
      ...withSchema(schema),
      config: withSource({ auth: { bearer: "other" } }),
    });
    await ask("{ user(id: 3) { name } }");
    expect(sent()).toEqual(["Bearer t1", "Bearer t1", "Bearer other"]);
  });

  test("takes a secret from a file that has changed when the old one is refused", async () => {
    const file = join(temporaryDirectory({ token: "old" }), "token");
    const { ask, upstream } = await openGateway({
      schema,
      routes: {
        "GET /users/:id": ({ headers }) =>
          headers.authorization === "Bearer new"
            ? json({ id: 1, name: "Kim" })
            : json({}, { status: 401 }),
      },
      api: { auth: { bearer: { file } } },
    });
    expect(await ask("{ user(id: 1) { name } }")).toMatchObject({ data: { user: null } });
    writeFileSync(file, "new");
    expect(await ask("{ user(id: 1) { name } }")).toEqual({ data: { user: { name: "Kim" } } });
    expect(upstream.asked).toHaveLength(3);
  });
});

test("a redirect is not followed: neither credentials nor the call go to another host", async () => {
  const thief = await startUpstream({ "GET /users/1": () => json({ id: 1, name: "stolen" }) });
  onTestFinished(() => thief.close());
  const statuses = [301, 302, 303, 307, 308];
  const { ask, upstream } = await openGateway({
    schema,
    routes: {
      "GET /users/:id": () =>
        json(
          {},
          { status: statuses.shift() ?? 200, headers: { location: `${thief.url}/users/1` } },
        ),
    },
    api: { auth: { bearer: "geheim" } },
  });
  for (let left = statuses.length; left > 0; left--) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { errors } = await ask("{ user(id: 1) { name } }");
    expect(errors?.[0]?.extensions).toMatchObject({ code: "CONNECTOR_FETCH" });
  }
  expect(upstream.asked).toHaveLength(5);
  expect(thief.connectionCount()).toBe(0);
});
