import { describe, expect, onTestFinished, test } from "vitest";

import { createGateway } from "../../src/gateway.ts";
import { describedSchema, descriptionOf } from "../contract/support/described.ts";
import { problemsOf } from "../contract/support/problems-of.ts";
import { createLogMemory, schemaFile } from "../gateway/support/open-gateway.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { codeBlocksOf, readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/lazy.md");
const schemas = codeBlocksOf(page, "graphql")
  .map(({ code }) => code)
  .filter((code) => code.includes("type Query"));
const [first = ""] = schemas;

describe("docs/lazy.md", () => {
  test.each(schemas)("has a schema without problems: %s", (schema) => {
    expect(problemsOf(schema, { requireTtl: true, requireOwner: true })).toEqual([]);
  });

  test("says what callers read of its first schema", () => {
    const [, told] = /`Album\.photos` says: "([^"]*)"/.exec(page.text) ?? [];
    const [words] = descriptionOf(describedSchema(first), "Album.photos")?.split("\n") ?? [];
    expect(told).toBe(words);
  });

  test("shows the answer that callers get past the budget, and the next one finds the photos", async () => {
    const isFetched = Promise.withResolvers<void>();
    const upstream = await startUpstream({
      "GET /albums": async ({ query }) => {
        if (!query.has("_embed")) return json([{ id: 1, title: "quidem molestiae enim" }]);
        await isFetched.promise;
        return json([{ id: 1, photos: [{ id: 7, url: "https://x.dev/7" }] }]);
      },
    });
    onTestFinished(() => upstream.close());
    const gateway = await createGateway({
      schema: schemaFile(first.replaceAll("https://media.example", upstream.url)),
      log: createLogMemory().log,
    });
    onTestFinished(() => gateway.stop());

    const [shown] = codeBlocksOf(page, "json").map(({ code }) => JSON.parse(code));
    const { data, errors } = await gateway.execute({
      query: "{ albums { title photos { url } } }",
    });
    expect(data).toEqual(shown.data);
    expect(errors).toMatchObject([
      { path: shown.errors[0].path, extensions: shown.errors[0].extensions },
    ]);
    expect(errors?.[0]?.message).toContain(shown.errors[0].message.replace(" …", ""));

    isFetched.resolve();
    const next = await gateway.execute({ query: "{ albums { photos { url } } }" });
    expect(next).toEqual({ data: { albums: [{ photos: [{ url: "https://x.dev/7" }] }] } });
    expect(upstream.asked).toEqual(["GET /albums", "GET /albums?_embed=photos&id=1"]);
  });
});
