import { expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const schema = `
  extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
  type Query { posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id author { id }") }
  type Post { id: ID author: User }
  type User @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "name") { id: ID name: String }
`;

/** Runs `sluice warm` with a manifest of these documents. */
async function warm(documents: Readonly<Record<string, string>>, settings = "") {
  const cwd = temporaryDirectory({
    "api.graphql": schema,
    "documents.json": JSON.stringify(documents),
    "sluice.yaml": `schema: api.graphql\n${settings || "documents: { manifests: [documents.json] }"}`,
  });
  const { context, stdout, stderr } = capturedContext({ cwd });
  return { status: await runCli(["warm"], context), stdout: stdout(), stderr: stderr() };
}

test("tells of each operation how long it took to plan, and what it costs", async () => {
  const { status, stdout } = await warm({
    one: "query Names { posts { author { name } } }",
    two: "{ posts { id } } ",
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^PLANNED IN +CALLS +OPERATION +DOCUMENT$/m);
  expect(stdout).toMatch(/^\d+\.\d ms +101 +Names +one$/m);
  expect(stdout).toMatch(/^\d+\.\d ms +1 +- +two$/m);
  expect(stdout).toContain("2 of 2 operations planned, of 2 trusted documents.");
});

test("shows what does not fit the schema, with its place in the document", async () => {
  const { status, stdout, stderr } = await warm({ one: "{ posts { id } }", old: "{ gone }" });
  expect(status).toBe(1);
  expect(stdout).toContain("1 of 2 operations planned");
  expect(stderr).toMatch(/OPERATION_INVALID .*documents\.json#old:1:3/);
  expect(stderr).toContain("{ gone }");
  expect(stderr).toContain("Not all documents can be run: 1 problem.");
});

test("has no table where nothing can be planned", async () => {
  expect((await warm({ old: "{ gone }" })).stdout).toBe(
    "0 of 1 operations planned, of 1 trusted documents.\n",
  );
});

test("says where manifests are named, where there are none", async () => {
  const { status, stderr } = await warm({}, "log: { level: warn }");
  expect(status).toBe(1);
  expect(stderr).toContain("documents: { manifests: [manifest.json] }");
});

test("tells what is wrong with the schema or a manifest before anything else", async () => {
  const { status, stderr } = await warm({}, "documents: { manifests: [missing.json] }");
  expect(status).toBe(1);
  expect(stderr).toContain("MANIFEST_UNREADABLE");
});
