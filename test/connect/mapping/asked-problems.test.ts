import { describe, expect, test } from "vitest";

import { createHeld } from "../../support/held.ts";
import { json, type Routes } from "../../support/upstream.ts";
import { openGateway } from "../../gateway/support/open-gateway.ts";
import { turns, until } from "../../support/until.ts";

const schema = `
type Query {
  posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id titel user: { id: userId }")
  kept: Post @connect(source: "api", http: { GET: "/post" }, selection: "id titel user: { id: userId }") @freshness(ttl: "1m")
  fine: Int @connect(source: "api", http: { GET: "/fine" }, selection: "$.value")
}
type Post { id: ID! titel: String user: User label: String @connect(selection: "$this.id->levitate") }
type User @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name: name->levitate")
{ id: ID! name: String }
`;

const posts = [1, 2, 3].map((id) => ({ id, title: "T", userId: id }));
const routes: Routes = {
  "GET /posts": () => json(posts),
  "GET /post": () => json(posts[0]),
  "GET /fine": () => json({ value: 1 }),
  "GET /users": ({ query }) => json(query.getAll("id").map((id) => ({ id, name: "N" }))),
};

const headers = { "sluice-mapping-problems": "report" };
const noTitle = { message: 'There is no "titel" in an object', path: "$.titel" };

const open = (more: Partial<Parameters<typeof openGateway>[0]> = {}) =>
  openGateway({ schema, routes, mode: "development", ...more });

describe("a caller who asks what the mappings did not find", () => {
  test("is told it by connector, with the place and how often", async () => {
    const { ask } = await open();

    const answer = await ask("{ posts { titel user { name } } }", { headers });

    expect(answer.errors).toBeUndefined();
    expect(answer.extensions).toEqual({
      mappingProblems: [
        { connector: "Query.posts", ...noTitle, count: 3 },
        {
          connector: "User",
          message: "There is no method ->levitate",
          path: "$.name->levitate",
          count: 3,
        },
      ],
    });
  });

  test("is told of connectors that make no call, too", async () => {
    const { ask } = await open();

    const answer = await ask("{ posts { id label } }", { headers });

    const label = { connector: "Post.label", message: "There is no method ->levitate" };
    expect(answer.data?.["posts"]).toEqual(posts.map(({ id }) => ({ id: `${id}`, label: null })));
    expect(answer.extensions?.["mappingProblems"]).toContainEqual({
      ...label,
      path: "$this.id->levitate",
      count: 3,
    });
  });

  test("is told that there is nothing to tell", async () => {
    const { ask } = await open();
    expect(await ask("{ fine }", { headers })).toEqual({
      data: { fine: 1 },
      extensions: { mappingProblems: [] },
    });
  });

  test("gets the rest of the answer as it is without asking", async () => {
    const { ask } = await open();
    const query = "{ posts { titel user { name } } }";
    const { data, errors } = await ask(query, { headers });
    expect({ data, errors }).toEqual(await ask(query));
  });

  test("is told of calls of others that it has joined, and who does not ask is not", async () => {
    const held = createHeld();
    const { ask, upstream } = await open({
      routes: { ...routes, "GET /posts": held.hold(() => json(posts)) },
    });

    const asking = ask("{ posts { titel } }", { headers });
    await until(() => held.count() === 1);
    const others = ask("{ posts { titel } }");
    await turns();
    held.letAllGo();

    expect((await asking).extensions).toEqual({
      mappingProblems: [{ connector: "Query.posts", ...noTitle, count: 3 }],
    });
    expect((await others).extensions).toBeUndefined();
    expect(upstream.asked).toHaveLength(1);
  });

  test("is not told of what is kept: it is not mapped again", async () => {
    const { ask } = await open();
    const first = await ask("{ kept { titel } }", { headers });
    const second = await ask("{ kept { titel } }", { headers });
    expect([first, second].map(({ extensions }) => extensions?.["mappingProblems"])).toEqual([
      [{ connector: "Query.kept", ...noTitle, count: 1 }],
      [],
    ]);
  });

  test("gets its answer in one part, for nobody else to keep", async () => {
    const { gateway } = await open();
    const { url } = await gateway.start();

    const response = await fetch(url, {
      method: "POST",
      headers: {
        ...headers,
        "content-type": "application/json",
        accept: "multipart/mixed;deferSpec=20220824, application/json",
      },
      body: JSON.stringify({ query: "{ kept { id ... @defer { titel } } }" }),
    });

    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      data: { kept: { id: "1", titel: null } },
      extensions: { mappingProblems: [{ connector: "Query.kept", ...noTitle, count: 1 }] },
    });
  });
});

describe("who may ask", () => {
  test.each([
    ["everybody in development", "development", undefined, true],
    ["nobody in production", "production", undefined, false],
    ["everybody in production where the settings say so", "production", true, true],
    ["nobody in development where the settings say so", "development", false, false],
  ] as const)("%s", async (_claim, mode, mappingProblems, mayAsk) => {
    const server = mappingProblems === undefined ? {} : { mappingProblems };
    const { ask } = await open({ mode, server });
    const { extensions } = await ask("{ posts { titel } }", { headers });
    expect(extensions !== undefined).toBe(mayAsk);
  });

  test("another value of the header is no question", async () => {
    const { ask } = await open();
    const asked = await ask("{ posts { titel } }", {
      headers: { "sluice-mapping-problems": "yes" },
    });
    expect(asked.extensions).toBeUndefined();
  });
});
