import { buildSchema } from "graphql";
import { describe, expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const schema = `
extend schema @source(name: "blog", http: { baseURL: "http://localhost:1" })
"What can be read."
type Query {
  "One post."
  post("Its id." id: ID!): Post
    @connect(source: "blog", http: { GET: "/{$args.id}" }, selection: "id title secret")
}
type Post @freshness(ttl: "1m") { title: String id: ID! secret: String @inaccessible kind: Kind @deprecated(reason: "gone") }
enum Kind { B A }
`
  // A field that no connector brings would be a problem.
  .replace("id title secret", "id title secret kind");

async function print(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const captured = capturedContext({ cwd: temporaryDirectory(files) });
  const status = await runCli(["print", ...args], captured.context);
  return { status, stdout: captured.stdout(), stderr: captured.stderr() };
}

describe("sluice print", () => {
  test("writes what callers see: no connectors, nothing inaccessible, in the order as written", async () => {
    const { status, stdout, stderr } = await print({ "schema/blog.graphql": schema });

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain('"""What can be read."""\ntype Query {');
    expect(stdout).toMatch(/type Post \{\n {2}title: String\n {2}id: ID!\n {2}kind: Kind @dep/);
    expect(stdout).toContain("enum Kind {\n  B\n  A\n}");
    expect(stdout).not.toMatch(/connect|source|secret/);
    expect(Object.keys(buildSchema(stdout).getTypeMap())).toContain("Post");
  });

  test("ends descriptions with contracts, unless the setting or --no-contracts says not to", async () => {
    const files = { "schema/blog.graphql": schema };
    const off = { ...files, "sluice.yaml": "contracts: { describe: false }" };
    expect((await print(files)).stdout).toMatch(/"""\n {2}One post\.\n.*blog/s);
    const { stdout } = await print(files, "--no-contracts");
    expect(stdout).toContain('  """One post."""\n');
    expect((await print(off)).stdout).toBe(stdout);
  });

  test("tells who may see what in words, and not by the directives", async () => {
    const guarded = schema.replace(
      "title: String",
      'title: String @authenticated score: Int @requiresScopes(scopes: [["a", "b"], ["c"]])',
    );
    const files = {
      "schema/blog.graphql": guarded.replace("id title secret", "id title score secret"),
    };
    const { stdout } = await print(files);
    expect(stdout).toContain('  """Needs an authenticated caller."""\n  title: String\n');
    expect(stdout).toContain('  """Needs the scopes a and b, or c."""\n  score: Int\n');
    expect(stdout).not.toMatch(/@authenticated|@requiresScopes|federation__Scope/);
  });

  test("tells what holds with the settings of the configuration", async () => {
    const batched = `
      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
        @source(name: "blog", http: { baseURL: "http://localhost:1" })
      type Query { post: Post @connect(source: "blog", http: { GET: "/1" }, selection: "id") }
      type Post
        @connect(source: "blog", http: { GET: "/", queryParams: "id: $batch.id" }, selection: "id title")
      { id: ID! title: String }
    `;
    const yaml = "sources: { blog: { batch: { sharing: request, window: 50ms } } }";
    const files = { "schema/blog.graphql": batched, "sluice.yaml": yaml };
    expect((await print(files)).stdout).toContain(
      "in one call, waiting up to 50 ms for company, not shared between requests.",
    );
  });

  test.each([[["other.graphql"]], [["--schema", "other.graphql"]]])(
    "%j writes that schema, whatever the configuration names",
    async (args) => {
      const { stdout } = await print(
        { "schema/blog.graphql": "type Query { broken", "other.graphql": schema },
        ...args,
      );
      expect(stdout).toContain("type Post {");
    },
  );

  test("keeps warnings to itself, as `sluice check` tells them", async () => {
    const doubtful = schema.replace('@freshness(ttl: "1m")', "");
    expect(await print({ "schema/blog.graphql": doubtful })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  test("writes nothing but the problems where there are any", async () => {
    const wrong = schema.replace("id title secret", "id titel secret");
    const { status, stdout, stderr } = await print({ "schema/blog.graphql": wrong });

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/SELECTION_UNKNOWN_FIELD.*\^.*Nothing was printed: \d problem/s);
  });

  test("writes nothing where the settings are wrong", async () => {
    const files = { "schema/blog.graphql": schema, "sluice.yaml": "sources: { blgo: {} }" };
    expect(await print(files)).toMatchObject({ status: 1, stdout: "" });
  });

  test.each([[["nowhere"]], [["-c", "nowhere.yaml"]]])("could not run with %j", async (args) => {
    expect(await print({ "schema/blog.graphql": schema }, ...args)).toMatchObject({
      status: 2,
      stdout: "",
    });
  });

  test("--help tells its arguments, examples and exit status", async () => {
    const { status, stdout } = await print({}, "--help");
    expect(status).toBe(0);
    expect(stdout).toMatch(/print \[options\] \[path\].*--config.*Examples:.*Exit status: 0/s);
  });
});
