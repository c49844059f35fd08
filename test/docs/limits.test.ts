import { buildSchema } from "graphql";
import { describe, expect, test } from "vitest";

import { DocumentReader } from "../../src/admission/document-reader.ts";
import { readScalar } from "../../src/config/read-text.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { limits as limitsSchema } from "../../src/config/limits-config.ts";
import { codeRowsOf, readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/limits.md");
const rows = codeRowsOf(page).filter(([key]) => key?.startsWith("limits."));
const { limits } = resolveConfig({});

describe("docs/limits.md", () => {
  test("has every limit of operations and callers, each once", () => {
    const names = Object.keys(limitsSchema.shape).map((name) => `limits.${name}`);
    expect(rows).toHaveLength(names.length);
    expect(new Set(rows.map(([key]) => key))).toEqual(new Set(names));
  });

  test("says the defaults as they are", () => {
    const said = rows.flatMap(([key = "", initial = ""]) =>
      initial === "none" ? [] : [[key.replace("limits.", ""), readScalar(initial)]],
    );
    expect(limitsSchema.parse(Object.fromEntries(said))).toEqual(limits);
  });

  test("shows a refusal as it is", () => {
    const [, json = ""] = /```json\n([^`]*)```/.exec(page.text) ?? [];
    const schema = buildSchema("type Query { a: Query b: Int }");
    const options = { schema, listSizes: new Map(), rules: [], hideSuggestions: true };
    // Fifteen levels; the deepest stands where the page says.
    const text = `${"{ a\n".repeat(13)}{ a {                       b } }${" }".repeat(13)}`;
    const { errors } = new DocumentReader(options).read(text, limits);
    expect(JSON.parse(JSON.stringify(errors?.[0]))).toEqual(JSON.parse(json));
  });
});
