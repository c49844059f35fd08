import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, onTestFinished, test } from "vitest";

import { loadResolvers } from "../../src/config/load-resolvers.ts";
import { createGateway, type GatewayOptions } from "../../src/gateway.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { createLogMemory } from "../gateway/support/open-gateway.ts";
import { createHeld } from "../support/held.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { codeBlocksOf, readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/migration.md");
const blockWith = (text: string): string =>
  codeBlocksOf(page).find(({ code }) => code.includes(text))?.code ?? "";

const schema = blockWith("type Mutation");
const query = "{ books { title author { name } } }";
const [ann, bob] = ["Bearer ann", "Bearer bob"].map((authorization) => ({ authorization }));

describe("the schema that stands for a RESTDataSource", () => {
  test("makes the calls that the page says: two, for ten clients too, and then none", async () => {
    const { ask, upstream, held } = await open({ schema });
    const answers = Array.from({ length: 10 }, () => ask(query));
    await upstream.hasReceived(1);
    held.letAllGo();

    expect(new Set((await Promise.all(answers)).map((it) => JSON.stringify(it))).size).toBe(1);
    expect((await ask(query)).data?.["books"]).toEqual([
      { title: "The Dispossessed", author: { name: "Le Guin" } },
      { title: "Solaris", author: { name: "Lem" } },
      { title: "Anonymous", author: null },
    ]);
    expect(upstream.asked).toEqual(["GET /books", "GET /authors?id=1&id=2"]);
  });

  test("passes credentials on where it says so, and shares nothing of that", async () => {
    const { ask, upstream, held } = await open({ schema });
    held.letAllGo();

    expect(await ask("{ orders { title } }", ann)).toEqual({
      data: { orders: [{ title: "Bearer ann" }] },
    });
    expect(await ask("{ orders { title } }", bob)).toEqual({
      data: { orders: [{ title: "Bearer bob" }] },
    });
    await ask("{ books { id } }", ann);
    expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer ann",
      "Bearer bob",
      undefined,
    ]);
  });

  test("shows what a mutation has changed", async () => {
    const { ask, held } = await open({ schema });
    held.letAllGo();
    await ask(query);
    await ask('mutation { renameBook(id: 2, title: "Eden") { id price author { name } } }', ann);

    expect(JSON.stringify(await ask(query))).toContain("Eden");
  });

  test("has an author with null for what the API does not have, and without a key none", async () => {
    const { ask, held } = await open({ schema: schema.replace("/authors", "/nobody") });
    held.letAllGo();

    expect((await ask("{ books { author { id name } } }")).data?.["books"]).toEqual([
      { author: { id: "1", name: null } },
      { author: { id: "2", name: null } },
      { author: null },
    ]);
  });
});

test("codes are as they were, where the source says so", async () => {
  const { ask } = await open({
    schema: `${blockWith("UNAUTHENTICATED")}
      type Query { orders: [Order!] @connect(source: "shopOfCaller", http: { GET: "/orders" }, selection: "id") }
      type Order @freshness(ttl: "0s") { id: ID! }`,
  });

  expect((await ask("{ orders { id } }")).errors).toMatchObject([
    { message: "Who are you?", extensions: { code: "UNAUTHENTICATED", http: { status: 401 } } },
  ]);
});

test("a loader of one's own, and what stands for it, ask alike", async () => {
  const { url, upstream } = await open({ schema });
  const loader = await moduleOf(
    blockWith("new DataLoader").replace(
      '"dataloader"',
      JSON.stringify(import.meta.resolve("dataloader")),
    ),
    url,
  );
  const { author } = loader.createLoaders();

  expect(await Promise.all([author.load(1), author.load("2"), author.load(1)])).toMatchObject([
    { full_name: "Le Guin" },
    { full_name: "Lem" },
    { full_name: "Le Guin" },
  ]);
  expect(upstream.asked).toEqual(["GET /authors?id=1&id=2"]);
});

test("a loader that calls no API becomes a batch resolver", async () => {
  const { ask, held } = await open({
    schema: `${schema}\n${blockWith("extend type Book")}`,
    resolvers: await resolversOf(blockWith("sold: batch")),
  });
  held.letAllGo();

  expect((await ask("{ books { sold } }")).data?.["books"]).toEqual([
    { sold: 120 },
    { sold: 7 },
    { sold: 0 },
  ]);
});

test("a data source is made once for each request", async () => {
  const { ask } = await open({
    schema: "type Query { orders: [String] again: [String] }",
    resolvers: await resolversOf(
      `let made = 0;
       class Shop {
         constructor(token) { this.names = [token, String(++made)]; }
         orders() { return this.names; }
       }
       ${blockWith("new WeakMap").replace("Query: {", "Query: { again: (parent, args, context) => shopOf(context).orders(),")}`,
    ),
  });

  expect(await ask("{ orders again }", ann)).toEqual({
    data: { orders: ["Bearer ann", "1"], again: ["Bearer ann", "1"] },
  });
  expect(await ask("{ orders }", bob)).toEqual({ data: { orders: ["Bearer bob", "2"] } });
});

/** A gateway in front of the page's API, whose books wait until they are let go. */
async function open(options: Pick<GatewayOptions, "resolvers"> & { readonly schema: string }) {
  const held = createHeld();
  const authors = [
    { id: 1, full_name: "Le Guin" },
    { id: 2, full_name: "Lem" },
  ];
  const books = [
    { id: 1, title: "The Dispossessed", author_id: 1, price: { cents: 1200 } },
    { id: 2, title: "Solaris", author_id: 2, price: { cents: 990 } },
    { id: 3, title: "Anonymous", author_id: null, price: { cents: 0 } },
  ];
  const upstream = await startUpstream({
    "GET /books": held.hold(() => json(books)),
    "GET /authors": ({ query: asked }) =>
      json(authors.filter(({ id }) => asked.getAll("id").includes(String(id)))),
    "GET /nobody": () => json([]),
    "GET /orders": ({ headers: { authorization } }) =>
      authorization === undefined
        ? json({ message: "Who are you?" }, { status: 401 })
        : json([{ id: 1, title: authorization }]),
    "PATCH /books/:id": ({ params: { id }, body }) =>
      json(Object.assign(books[Number(id) - 1] ?? {}, JSON.parse(body))),
  });
  onTestFinished(() => upstream.close());
  const cwd = temporaryDirectory({
    "schema.graphql": options.schema.replaceAll("https://api.example", upstream.url),
  });
  const gateway = await createGateway({
    ...options,
    schema: join(cwd, "schema.graphql"),
    log: createLogMemory().log,
  });
  onTestFinished(() => gateway.stop());
  return {
    url: upstream.url,
    upstream,
    held,
    ask: (text: string, headers: Record<string, string> = {}) =>
      gateway.execute({ query: text, headers }),
  };
}

function moduleOf(code: string, url: string) {
  const cwd = temporaryDirectory({ "module.mjs": code.replaceAll("https://api.example", url) });
  return import(pathToFileURL(join(cwd, "module.mjs")).href);
}

function resolversOf(code: string) {
  const sluice = import.meta.resolve("../../src/gateway.ts");
  const cwd = temporaryDirectory({
    "resolvers.mjs": code.replace('"sluice"', JSON.stringify(sluice)),
  });
  return loadResolvers(join(cwd, "resolvers.mjs"));
}
