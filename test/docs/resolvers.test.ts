import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, test } from "vitest";

import { loadResolvers } from "../../src/config/load-resolvers.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { openGateway } from "../gateway/support/open-gateway.ts";
import { json } from "../support/upstream.ts";
import { codeBlocksOf, readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/schema.md");
const blockWith = (language: string, text: string): string =>
  codeBlocksOf(page, language).find(({ code }) => code.includes(text))?.code ?? "";

test("the batch resolvers of docs/schema.md answer the query beside them", async () => {
  const sluice = pathToFileURL("src/gateway.ts").href;
  const module = blockWith("ts", "import { batch }").replace('"sluice"', JSON.stringify(sluice));
  const resolvers = await loadResolvers(
    join(temporaryDirectory({ "resolvers.ts": module }), "resolvers.ts"),
  );
  const schema = blockWith("graphql", "isMine").replace(
    'http: { GET: "https://api.example/posts" }',
    'source: "api", http: { GET: "/posts" }',
  );
  const { ask, lines } = await openGateway({
    schema,
    routes: { "GET /posts": () => json([{ id: 1 }, { id: 2 }]) },
    resolvers,
  });
  const query = "{ posts { views isMine } }";
  const answer = await ask(query, { headers: { authorization: "Bearer bob" } });
  expect(answer).toEqual({
    data: {
      posts: [
        { views: 120, isMine: false },
        { views: 7, isMine: true },
      ],
    },
  });
  expect(lines().filter(({ level }) => level !== "info")).toMatchObject([{ code: "MISSING_TTL" }]);
});
