import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type DemoApi, startDemoApi } from "../../scripts/demo/api.ts";
import { resolvers } from "../../scripts/demo/resolvers.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway, type GatewayOptions } from "../../src/gateway.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { codeBlocksOf, readMarkdown } from "./support/markdown.ts";

const readme = readMarkdown("README.md");
const blocks = [readme, readMarkdown("docs/queries.md")].flatMap((page) =>
  codeBlocksOf(page, "graphql"),
);
const schema = blocks.find(({ code }) => code.includes("extend schema"))?.code ?? "";
const operations = blocks
  .filter(({ code }) => code !== schema)
  .map(({ code, below }) => ({
    query: code.trim(),
    calls: Number(/^Costs \*\*(\d+) calls?\*\*/.exec(below)?.[1]),
  }));
const publicApi = "https://jsonplaceholder.typicode.com";

let api: DemoApi;

beforeEach(async () => {
  api = await startDemoApi();
});

afterEach(() => api.close());

describe("the queries of the README and of docs/queries.md against the demo", () => {
  test.each(operations)("$query costs $calls calls", async ({ query, calls }) => {
    const { errors } = await askDemo(query);

    expect(errors).toBeUndefined();
    expect(api.calls).toHaveLength(calls);
  });

  test("begin with posts and their users, who come in one batch of ten keys", async () => {
    const query = "{ posts { id title user { id name email } } }";
    expect(operations[0]).toEqual({ query, calls: 2 });

    const { data } = await askDemo(query);

    expect(api.calls).toEqual([
      "GET /posts",
      "GET /users?id=1&id=2&id=3&id=4&id=5&id=6&id=7&id=8&id=9&id=10",
    ]);
    // In the data set each user has ten posts, one user after the other.
    expect(data?.["posts"]).toEqual(
      Array.from({ length: 100 }, (_, index) => ({
        id: String(index + 1),
        title: expect.stringMatching(/./),
        user: {
          id: String(Math.floor(index / 10) + 1),
          name: expect.stringMatching(/\w+ \w+/),
          email: expect.stringContaining("@"),
        },
      })),
    );
  });

  test("answer the rest when a part fails, and say where, what and whose it is", async () => {
    const [, query = ""] = /`(\{ ok: [^`]*)`/.exec(readme.text) ?? [];

    const { data, errors } = await askDemo(query);

    expect(data).toEqual({ ok: { title: expect.stringMatching(/./) }, gone: null });
    expect(errors).toMatchObject([
      {
        path: ["gone"],
        extensions: {
          code: "CONNECTOR_FETCH",
          http: { status: 404 },
          service: "jsonplaceholder",
          connector: { coordinate: "Query.post" },
        },
      },
    ]);
  });
});

describe("the README's own schema", () => {
  const query = "{ posts { title user { name } } }";

  test("runs with its configuration, and answers posts and users with two calls", async () => {
    const [yaml] = codeBlocksOf(readme, "yaml");
    const cwd = temporaryDirectory({ "blog.graphql": schema, "blog.yaml": yaml?.code ?? "" });
    const env = { SLUICE_SOURCES_BLOG_BASE_URL: api.url };

    const { data, errors } = await ask(
      { config: loadConfig({ file: "blog.yaml", cwd, env }) },
      query,
    );

    expect(errors).toBeUndefined();
    expect(data?.["posts"]).toHaveLength(100);
    expect(api.calls).toEqual([
      "GET /posts",
      "GET /users?id=1&id=2&id=3&id=4&id=5&id=6&id=7&id=8&id=9&id=10",
    ]);
  });

  test("runs from the code that is shown", async () => {
    const code = codeBlocksOf(readme, "ts").find((block) => block.code.includes("createGateway"));
    const cwd = temporaryDirectory({
      "blog.graphql": schema.replace(publicApi, api.url),
      "example.mts":
        code?.code.replace('"sluice"', `"${import.meta.resolve("../../src/gateway.ts")}"`) ?? "",
    });

    const { stdout } = await promisify(execFile)(process.execPath, ["example.mts"], { cwd });

    expect(stdout).toContain("title: 'sunt aut facere");
    expect(stdout).toMatch(/^http:\/\/localhost:\d+\/graphql$/m);
    expect(api.calls).toHaveLength(2);
  });

  test("may have the custom resolver that is shown", async () => {
    const code = codeBlocksOf(readme, "ts").find((block) => block.code.includes("resolvers = {"));
    const cwd = temporaryDirectory({
      "schema.graphql": "type Query { greet: String }",
      "resolvers.mjs": code?.code ?? "",
      "sluice.yaml": "schema: schema.graphql\nresolvers: resolvers.mjs",
    });

    const { data, errors } = await ask({ config: loadConfig({ cwd, env: {} }) }, "{ greet }");

    expect(errors).toBeUndefined();
    expect(data).toEqual({ greet: "Hello, you!" });
  });
});

function askDemo(query: string) {
  const config = loadConfig({ env: { SLUICE_SOURCES_JSONPLACEHOLDER_BASE_URL: api.url } });
  return ask({ config, resolvers }, query);
}

async function ask(options: GatewayOptions, query: string) {
  const log = createLogger({ mode: "production", level: "silent", isTerminal: false });
  const gateway = await createGateway({ ...options, log });
  try {
    return await gateway.execute({ query });
  } finally {
    await gateway.stop();
  }
}
