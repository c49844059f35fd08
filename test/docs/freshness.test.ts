import { describe, expect, test } from "vitest";

import { contractOf } from "../contract/support/contract-of.ts";
import { problemsOf } from "../contract/support/problems-of.ts";
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
    const { freshness, policies } = contractOf(schemaWith("type Mutation"));

    expect([...freshness.keys()]).toEqual(["Query.tasks"]);
    expect(policies.invalidates.get("Mutation.addTask")?.tags).toEqual(["tasks"]);
    expect(policies.invalidates.get("Mutation.renameTask")?.tags).toEqual(["task-{$args.id}"]);
  });
});

function schemaWith(text: string): string {
  return schemas.find((schema) => schema.includes(text)) ?? "";
}

function rulesOf(text: string, connectorId: string) {
  return contractOf(schemaWith(text)).freshness.get(connectorId);
}
