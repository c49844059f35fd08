import { describe, expect, test } from "vitest";

import { contractOf } from "../contract/support/contract-of.ts";
import { problemsOf } from "../contract/support/problems-of.ts";
import { codeBlocksOf, codeRowsOf, readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/schema.md");
const example =
  codeBlocksOf(page, "graphql").find(({ code }) => code.includes("type Report"))?.code ?? "";
const rows = codeRowsOf(page).filter(([, freshFor = ""]) => /^(\d+s|never)$/.test(freshFor));

describe("the example of docs/schema.md", () => {
  test.each(rows)("%s is kept as the table says", (id = "", freshFor, staleFor) => {
    const rules = contractOf(example).freshness.get(id);
    expect(rules === undefined ? "never" : `${rules.ttlMs / 1000}s`).toBe(freshFor);
    expect(rules === undefined ? "" : `${rules.staleIfErrorMs / 1000}s`).toBe(staleFor);
  });

  test("tells of every connector", () => {
    const ids = contractOf(example).connectors.map((connector) => connector.id);
    expect(new Set(rows.map(([id]) => id))).toEqual(new Set(ids));
  });

  test("has the warning that it tells of, and no other problem", () => {
    expect(problemsOf(example, { resolvers: { has: () => true } })).toMatchObject([
      { code: "MISSING_TTL", message: expect.stringMatching(/^Report .*: Query\.report\.$/) },
    ]);
  });

  test("has the tags that it tells of", () => {
    const posts = [{ id: 1, title: "x", user: { id: 7, name: "y" } }];
    const tagsOf = contractOf(example).freshness.get("Query.feed")?.tagsOf;
    expect(tagsOf?.({ args: {}, this: {} }, posts)).toEqual(["posts", "post-1", "user-7"]);
  });
});
