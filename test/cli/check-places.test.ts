import { expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const schema = `
extend schema @source(name: "api", http: { baseURL: "https://api.example" })
type Query { a: A @connect(source: "api", http: { GET: "/a" }, selection: "b") @freshness(ttl: "1m") }
type A { b: Int }
`;

async function check(settings: string, ...args: readonly string[]) {
  const cwd = temporaryDirectory({
    "api.graphql": schema,
    "list.json": "[]",
    "sluice.yaml": settings,
  });
  const { context, stdout, stderr } = capturedContext({ cwd });
  return { status: await runCli(["check", ...args], context), stdout: stdout(), stderr: stderr() };
}

test.each([
  ["schema: gone.graphql", /SCHEMA_NOT_FOUND sluice\.yaml:1:9\n/],
  ["schema: api.graphql\nsources:\n  apy:\n    timeout: 1s", /UNKNOWN_SOURCE sluice\.yaml:3:3\n/],
  [
    "schema: api.graphql\ndocuments:\n  manifests: [gone.json, list.json]",
    /MANIFEST_UNREADABLE sluice\.yaml:3:15\n.*MANIFEST_INVALID sluice\.yaml:3:26\n/s,
  ],
  [
    "schema: api.graphql\nsources:\n  api:\n    auth: { bearer: { file: gone } }",
    /SECRET_UNUSABLE sluice\.yaml:4:13\n/,
  ],
  [
    "schema: api.graphql\nsources:\n  api:\n    tls:\n      ca: gone.pem",
    /TLS_UNUSABLE sluice\.yaml:4:5\n/,
  ],
  [
    "schema: api.graphql\nsources:\n  api:\n    auth:\n      bearer: a\n    fallbackUrls: ['http://b.example']",
    /CREDENTIALS_IN_THE_CLEAR sluice\.yaml:4:5\n/,
  ],
])("what is wrong with a setting is told at the setting: %j", async (settings, place) => {
  expect((await check(settings)).stderr).toMatch(place);
});

test("a secret that cannot be sent is told at its key, and not shown with it", async () => {
  const auth = 'auth:\n      bearer:\n        "geh\\nheim"';
  const { stderr } = await check(`schema: api.graphql\nsources:\n  api:\n    ${auth}`);
  expect(stderr).toMatch(/SECRET_UNUSABLE sluice\.yaml:5:7\n/);
  expect(stderr).not.toContain("heim");
});

test("a path that comes from a flag has no place in a file", async () => {
  const { stderr } = await check("schema: api.graphql", "--schema", "gone.graphql");
  expect(stderr).toMatch(/SCHEMA_NOT_FOUND\n/);
});
