import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

import { startDemoApi } from "../../scripts/demo/api.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { codeBlocksOf, codeRowsOf, readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/embedding.md");
const entry = import.meta.resolve("../../src/gateway.ts");

const schema = `
  extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
    @source(name: "blog", http: { baseURL: "http://api.test" })
  type Query {
    posts(limit: Int): [Post!]
      @connect(
        source: "blog"
        http: { GET: "/posts", queryParams: "_limit: $args.limit" }
        selection: "id title user: { id: userId }"
      )
  }
  type Post @freshness(ttl: "1m") { id: ID! title: String user: User }
  type User @freshness(ttl: "5m")
    @connect(source: "blog", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name")
  { id: ID! name: String }
`;

test("the program of docs/embedding.md runs, and ends by itself", async () => {
  const api = await startDemoApi();
  onTestFinished(() => api.close());
  const [program] = codeBlocksOf(page, "ts");
  const cwd = temporaryDirectory({
    "blog.graphql": schema.replace("http://api.test", api.url),
    "program.mts": program?.code.replace('"sluice"', JSON.stringify(entry)) ?? "",
  });

  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["program.mts"], { cwd });

  expect(stderr).toBe("");
  expect(stdout).toContain('"user":{"name":"Leanne Graham"}');
  expect(stdout).toContain("\n1 + ceil(posts/100)\n");
  expect(api.calls).toEqual(["GET /posts?_limit=2", "GET /users?id=1"]);
});

test("docs/embedding.md tells of methods that gateways have", async () => {
  const { createGateway } = await import("../../src/gateway.ts");
  const cwd = temporaryDirectory({
    "api.graphql": schema.replace("http://api.test", "http://localhost:1"),
  });
  const gateway = await createGateway({
    schema: `${cwd}/api.graphql`,
    config: { log: { level: "silent" } },
  });
  onTestFinished(() => gateway.stop());

  const [, methods = ""] = page.text.split("## What it does");
  const names = codeRowsOf({ path: page.path, text: methods }).map(([name = ""]) => name);

  expect(names).toContain("execute");
  for (const name of names) expect(gateway).toHaveProperty(name, expect.any(Function));
});
