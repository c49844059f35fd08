import { createHash } from "node:crypto";

import type { FormattedExecutionResult } from "graphql";
import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const keys = ["reader", "writer"].map((name) => ({
  name,
  sha256: createHash("sha256").update(`key of ${name}`).digest("hex"),
  scopes: name === "writer" ? ["read", "write"] : ["read"],
}));

const schema = `
  type Query {
    news: News @connect(source: "api", http: { GET: "/news" }, selection: "title")
    me: Me @authenticated @connect(source: "api", http: { GET: "/me" }, selection: "name")
    pets: [Pet] @connect(source: "api", http: { GET: "/pets" }, selection: "__typename: kind name")
  }
  type Mutation {
    publish: News
      @requiresScopes(scopes: [["write"]])
      @connect(source: "api", http: { POST: "/news" }, selection: "title")
  }
  type News @freshness(ttl: "1h") {
    title: String
    draft: String
      @freshness(ttl: "1h")
      @requiresScopes(scopes: [["read", "write"], ["admin"]])
      @connect(source: "api", http: { GET: "/draft" }, selection: "$")
  }
  type Me @freshness(ttl: "1h") { name: String }
  interface Pet { name: String }
  type Cat implements Pet @freshness(ttl: "1h") { name: String }
  type Dog implements Pet @freshness(ttl: "1h") @authenticated { name: String }
`;

const routes = {
  "GET /news": () => json({ title: "News" }),
  "POST /news": () => json({ title: "More news" }),
  "GET /draft": () => json("Rumours"),
  "GET /me": () => json({ name: "Ann" }),
  "GET /pets": () => json([{ kind: "Cat", name: "Tom" }]),
};

async function open() {
  const config = { identity: { apiKeys: { keys } } };
  const opened = await openGateway({ schema, routes, config, mode: "development" });
  const { url } = await opened.gateway.start();
  const post = async (query: string, name?: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(name !== undefined && { "x-api-key": `key of ${name}` }),
      },
      body: JSON.stringify({ query }),
    });
    const { data, errors = [] } = (await response.json()) as FormattedExecutionResult;
    const codes = errors.map(
      ({ path = [], extensions }) => `${String(extensions?.["code"])} ${path.join(".")}`,
    );
    return { data, codes, caching: response.headers.get("cache-control") };
  };
  return { ...opened, post };
}

describe("over HTTP", () => {
  test("who may not see it gets null and why, and its source is not asked", async () => {
    const { post, upstream } = await open();
    expect(await post("{ me { name } news { title draft } }")).toEqual({
      data: { me: null, news: { title: "News", draft: null } },
      codes: ["UNAUTHENTICATED me", "UNAUTHENTICATED news.draft"],
      caching: "no-store",
    });
    expect(await post("{ me { name } news { draft } }", "reader")).toMatchObject({
      data: { me: { name: "Ann" }, news: { draft: null } },
      codes: ["FORBIDDEN news.draft"],
    });
    expect(upstream.asked.toSorted()).toEqual(["GET /me", "GET /news"]);
  });

  test("a mutation that is refused is not sent", async () => {
    const { post, upstream } = await open();
    const mutation = "mutation { publish { title } }";
    expect((await post(mutation)).codes).toEqual(["UNAUTHENTICATED publish"]);
    expect((await post(mutation, "reader")).codes).toEqual(["FORBIDDEN publish"]);
    expect(upstream.asked).toEqual([]);
    expect((await post(mutation, "writer")).data).toEqual({ publish: { title: "More news" } });
    expect(upstream.asked).toEqual(["POST /news"]);
  });

  test("what is kept for who may see it is not shown to others", async () => {
    const { post, upstream } = await open();
    const query = "{ news { draft } }";
    expect((await post(query, "writer")).data).toEqual({ news: { draft: "Rumours" } });
    expect((await post(query, "reader")).data).toEqual({ news: { draft: null } });
    expect((await post(query)).data).toEqual({ news: { draft: null } });
    expect((await post(query, "writer")).data).toEqual({ news: { draft: "Rumours" } });
    expect(upstream.asked).toEqual(["GET /news", "GET /draft"]);
  });

  test("an answer that may differ by caller is private, whoever has asked", async () => {
    const { post } = await open();
    expect((await post("{ news { title } }")).caching).toMatch(/^max-age=\d+, public$/);
    const pets = await post("{ pets { name } }");
    expect(pets.data).toEqual({ pets: [{ name: "Tom" }] });
    expect(pets.caching).toMatch(/^max-age=\d+, private$/);
  });
});

test("in process, claims say who the caller is", async () => {
  const { ask } = await open();
  const query = "{ me { name } news { draft } }";
  const { errors } = await ask(query);
  expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual([
    "UNAUTHENTICATED",
    "UNAUTHENTICATED",
  ]);
  expect(await ask(query, { claims: { sub: "ann", scope: "admin" } })).toEqual({
    data: { me: { name: "Ann" }, news: { draft: "Rumours" } },
  });
});

test("explain tells what it takes, and counts for who has it", async () => {
  const { gateway, upstream } = await open();
  const { total, assumptions } = await gateway.explain({ query: "{ news { draft } }" });
  expect(total.calls.value).toBe(2);
  expect(assumptions).toContain(
    "The caller may see News.draft, which needs the scopes read and write, or admin.",
  );
  expect(upstream.asked).toEqual([]);
});

test("callers read in introspection what it takes", async () => {
  const { ask } = await open();
  const { data } = await ask(
    '{ dog: __type(name: "Dog") { description } news: __type(name: "News") { fields { name description } } }',
  );
  expect(data).toMatchObject({
    dog: { description: expect.stringContaining("Needs an authenticated caller.\n") },
    news: {
      fields: [
        { name: "title", description: null },
        {
          name: "draft",
          description: expect.stringMatching(/^Needs the scopes read and write, or admin\.\n/),
        },
      ],
    },
  });
});
