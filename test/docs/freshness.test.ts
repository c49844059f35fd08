import { describe, expect, onTestFinished, test } from "vitest";

import { createGateway } from "../../src/gateway.ts";
import { contractOf } from "../contract/support/contract-of.ts";
import { problemsOf } from "../contract/support/problems-of.ts";
import { createLogMemory, schemaFile } from "../gateway/support/open-gateway.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { codeBlocksOf, readMarkdown } from "./support/markdown.ts";

const schemas = codeBlocksOf(readMarkdown("docs/freshness.md"), "graphql").map(({ code }) => code);

describe("the schemas of docs/freshness.md", () => {
  test.each(schemas)("have no problems: %s", (schema) => {
    expect(problemsOf(schema, { requireTtl: true })).toEqual([]);
  });

  test("begin with the one whose times the picture has", () => {
    expect(rulesOf("type Product @freshness(ttl", "Query.product")).toMatchObject({
      ttlMs: 60_000,
      staleWhileRevalidateMs: 5 * 60_000,
      staleIfErrorMs: 60 * 60_000,
      missingTtlMs: 0,
    });
  });

  test("keep a list of ids as long as the products that it names, under their tags", () => {
    const rules = rulesOf("product-{$key.id}", "Query.products");

    expect(rules).toMatchObject({ ttlMs: 5 * 60_000, staleIfErrorMs: 60 * 60_000 });
    expect(rules?.tagsOf?.({ args: {}, this: {} }, [{ id: 1 }])).toEqual(["products", "product-1"]);
    expect(rulesOf("product-{$key.id}", "Product")).toMatchObject({ missingTtlMs: 60_000 });
  });

  test("keep the data of a user for callers of equal credentials", () => {
    const schema = schemaWith("type Account");
    const { headers } = contractOf(schema).connectors[0]?.inputs ?? {};

    expect(headers).toEqual(["authorization"]);
    expect(rulesOf("type Account", "Query.me")).toMatchObject({ ttlMs: 30_000 });
  });

  test("never keep what a mutation answers, and name the tags that it ends", () => {
    const { freshness, policies } = contractOf(schemaWith("addTask"));

    expect([...freshness.keys()]).toEqual(["Query.tasks"]);
    expect(policies.invalidates.get("Mutation.addTask")?.tags).toEqual(["tasks"]);
    expect(policies.invalidates.get("Mutation.renameTask")?.tags).toEqual(["task-{$args.id}"]);
  });
});

describe("the recipe for an API that says 404", () => {
  test("remembers that there is no such item, and reads one that was added since", async () => {
    const { ask, asked } = await openItems();

    const there = { data: { item: { id: "1", name: "Chair" } } };
    expect(await ask("{ item(id: 1) { id name } }")).toEqual(there);
    expect(await ask("{ item(id: 1) { id name } }")).toEqual(there);
    expect(await ask("{ item(id: 9) { id name } }")).toEqual({ data: { item: null } });
    expect(await ask("{ item(id: 9) { id name } }")).toEqual({ data: { item: null } });
    expect(asked).toEqual(["GET /items/1", "GET /items/9"]);

    await ask('mutation { addItem(id: 9, name: "Lamp") { id } }');
    expect(await ask("{ item(id: 9) { name } }")).toEqual({ data: { item: { name: "Lamp" } } });
  });

  test.each([403, 500])("remembers nothing of a %i, which is an error", async (status) => {
    const { ask, asked } = await openItems();
    const query = `{ item(id: ${status}) { name } }`;

    await ask(query);
    const { errors } = await ask(query);

    expect(errors).toMatchObject([{ path: ["item"], extensions: { http: { status } } }]);
    expect(asked).toHaveLength(2);
  });
});

/** The recipe's gateway, in front of items of which 1 is there, and 403 and 500 fail so. */
async function openItems() {
  const items = new Map([["1", "Chair"]]);
  const upstream = await startUpstream({
    "GET /items/:id": ({ params: { id = "" } }) => {
      if (id === "403" || id === "500") return json({}, { status: Number(id) });
      const name = items.get(id);
      return name === undefined
        ? json({ message: "No such item" }, { status: 404 })
        : json({ id, name });
    },
    "PUT /items/:id": ({ params: { id = "" }, body }) => {
      const { name } = JSON.parse(body);
      items.set(id, name);
      return json({ id, name });
    },
  });
  onTestFinished(() => upstream.close());
  const gateway = await createGateway({
    schema: schemaFile(schemaWith("404").replace("https://api.example", upstream.url)),
    config: { sources: { shop: { retry: { attempts: 1 } } } },
    log: createLogMemory().log,
  });
  onTestFinished(() => gateway.stop());
  return { asked: upstream.asked, ask: (query: string) => gateway.execute({ query }) };
}

function schemaWith(text: string): string {
  return schemas.find((schema) => schema.includes(text)) ?? "";
}

function rulesOf(text: string, connectorId: string) {
  return contractOf(schemaWith(text)).freshness.get(connectorId);
}
