import { describe, expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const schema = (ofPost: string) => `
extend schema @source(name: "blog", http: { baseURL: "http://localhost:1" })
type Query {
  post(id: ID!): Post @connect(source: "blog", http: { GET: "/{$args.id}" }, selection: "id title")
}
type Post ${ofPost} { id: ID! title: String }
`;
const sound = schema('@freshness(ttl: "1m")');
const doubtful = schema("");
const wrong = doubtful.replace("title: String", "titel: String");

async function check(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const captured = capturedContext({ cwd: temporaryDirectory(files) });
  const status = await runCli(["check", ...args], captured.context);
  return { status, stdout: captured.stdout(), stderr: captured.stderr() };
}

describe("sluice check", () => {
  test("says so in one line when nothing is wrong", async () => {
    expect(await check({ "schema/blog.graphql": sound })).toEqual({
      status: 0,
      stdout: "schema: no problems.\n",
      stderr: "",
    });
  });

  test("shows warnings with place and remedy, and succeeds", async () => {
    const { status, stdout, stderr } = await check({ "schema/blog.graphql": doubtful });
    expect(status).toBe(0);
    expect(stdout).toBe("schema: 1 warning.\n");
    expect(stderr).toMatch(
      /warning MISSING_TTL \S*blog\.graphql:6:6.*never kept: Query\.post.*\^.*→ Say how long/s,
    );
  });

  test.each([
    ["0", 1, "schema: 1 warning; --max-warnings allows 0.\n"],
    ["1", 0, "schema: 1 warning.\n"],
    ["20", 0, "schema: 1 warning.\n"],
  ])("fails with more warnings than --max-warnings %s", async (most, status, stdout) => {
    const checked = await check({ "schema/blog.graphql": doubtful }, "--max-warnings", most);
    expect(checked).toMatchObject({ status, stdout });
  });

  test("fails with errors, whatever number of warnings there may be", async () => {
    const checked = await check({ "schema/blog.graphql": wrong }, "--max-warnings", "9");
    expect(checked).toMatchObject({ status: 1, stdout: "schema: 1 error and 1 warning.\n" });
  });

  test("refuses --max-warnings that is no number", async () => {
    const { status, stderr } = await check({ "schema/blog.graphql": sound }, "--max-warnings=few");
    expect(status).toBe(2);
    expect(stderr).toContain("It must be a whole number: 0 lets no warning pass.");
  });

  test("fails with a warning that the settings make an error", async () => {
    const { status, stdout, stderr } = await check({
      "schema/blog.graphql": doubtful,
      "sluice.yaml": "cache: { requireTtl: true }",
    });
    expect(status).toBe(1);
    expect(stdout).toBe("schema: 1 error.\n");
    expect(stderr).toMatch(/error MISSING_TTL/);
  });

  test("tells everything that is wrong at once, of schema, settings and resolvers", async () => {
    const { status, stdout, stderr } = await check(
      {
        "blog.graphql": doubtful,
        "resolvers.mjs": "export const resolvers = { Post: { author: () => 1 } };",
        "other.yaml": "schema: blog.graphql\nresolvers: resolvers.mjs\nsources: { blgo: {} }",
      },
      "--config",
      "other.yaml",
    );
    expect(status).toBe(1);
    expect(stdout).toBe("blog.graphql and other.yaml: 2 errors and 1 warning.\n");
    expect(stderr).toMatch(/MISSING_TTL.*Post\.author.*UNKNOWN_SOURCE.*"blgo"/s);
  });

  test.each([[["wrong.graphql"]], [["--schema", "wrong.graphql"]]])(
    "%j checks that schema, whatever the configuration names",
    async (args) => {
      const files = { "schema/blog.graphql": sound, "wrong.graphql": wrong };
      const { status, stdout, stderr } = await check(files, ...args);
      expect(status).toBe(1);
      expect(stdout).toMatch(/^wrong\.graphql: \d errors? and 1 warning\.\n$/);
      expect(stderr).toMatch(/SELECTION_UNKNOWN_FIELD/);
    },
  );

  test("finds what the settings make of it: a base URL that is none", async () => {
    const { status, stderr } = await check({
      "schema/blog.graphql": sound,
      "sluice.yaml":
        "sources: { blog: { baseUrl: 'https://a.example', fallbackUrls: ['http://b.example'] } }",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/INVALID_FALLBACK/);
  });

  test("finds a store whose package is not installed", async () => {
    const { status, stderr } = await check({
      "schema/blog.graphql": sound,
      "sluice.yaml": "cache: { store: 'etcd://localhost:2379' }",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/STORE_PACKAGE_MISSING.*@keyv\/etcd.*→ Run: npm install @keyv\/etcd/s);
  });

  test("finds a store of no known kind, in its place", async () => {
    const { status, stderr } = await check({
      "schema/blog.graphql": sound,
      "sluice.yaml": "cache:\n  store: foo",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/CONFIG_INVALID_VALUE sluice\.yaml:2:10.*sqlite:\/\/.*is 'foo'\./s);
  });

  test("opens nothing: a port that is in use, or a Redis that is not there, does not matter", async () => {
    const { status } = await check({
      "schema/blog.graphql": sound,
      "sluice.yaml": "server: { port: 1 }\nredis: { url: 'redis://127.0.0.1:1' }",
    });
    expect(status).toBe(0);
  });

  test.each([
    ["a schema", ["nowhere"], "nowhere: 1 error.\n"],
    ["a configuration", ["-c", "nowhere.yaml"], "nowhere.yaml: 1 error.\n"],
  ])("could not run where there is no such %s", async (_what, args, summary) => {
    const { status, stdout } = await check({ "schema/blog.graphql": sound }, ...args);
    expect(status).toBe(2);
    expect(stdout).toBe(summary);
  });

  test("fails for a broken configuration, and names its file", async () => {
    const { status, stdout } = await check({ "sluice.yaml": "server: { prot: 1 }" });
    expect(status).toBe(1);
    expect(stdout).toBe("sluice.yaml: 1 error.\n");
  });

  test("names the file of the settings where nothing else has a problem", async () => {
    const files = { "schema/blog.graphql": sound, "sluice.yaml": "sources: { blgo: {} }" };
    expect(await check(files)).toMatchObject({ status: 1, stdout: "sluice.yaml: 1 error.\n" });
  });

  test("checks the working directory by itself", async () => {
    const { stdout } = await check({ "blog.graphql": sound }, ".");
    expect(stdout).toBe(".: no problems.\n");
  });

  test("does not hide a bug behind a count of problems", async () => {
    const env = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error("broken environment");
        },
      },
    );
    const { context, stderr } = capturedContext({ cwd: temporaryDirectory(), env });
    expect(await runCli(["check"], context)).toBe(2);
    expect(stderr()).toMatch(/this is a bug.*broken environment/s);
  });

  test("--help tells its arguments, examples and exit status", async () => {
    const { status, stdout } = await check({}, "--help");
    expect(status).toBe(0);
    expect(stdout).toMatch(/check \[options\] \[path\].*--config.*Examples:.*Exit status: 0/s);
  });
});
