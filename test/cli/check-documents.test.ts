import { describe, expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const schema = `
  extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
  type Query { post: Post @connect(source: "api", http: { GET: "/post" }, selection: "id") @freshness(ttl: "1m") }
  type Post { id: ID }
`;

async function check(documents: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const cwd = temporaryDirectory({
    "api.graphql": schema,
    "documents.json": JSON.stringify(documents),
    "sluice.yaml": "schema: api.graphql\ndocuments: { mode: enforce, manifests: [documents.json] }",
  });
  const { context, stdout, stderr } = capturedContext({ cwd });
  return { status: await runCli(["check", ...args], context), stdout: stdout(), stderr: stderr() };
}

describe("sluice check of trusted documents", () => {
  test("has nothing to say of those that fit the schema, several operations in one included", async () => {
    expect(
      await check({
        one: "query A { post { id } } query B { __typename }",
        two: "{ post { id } }",
      }),
    ).toEqual({ status: 0, stdout: "api.graphql: no problems.\n", stderr: "" });
  });

  test("names each that does not, with its manifest, its id, its line, and what is wrong once", async () => {
    const { status, stderr } = await check({
      old: "query A {\n  gone\n}\nquery B { post { id } }",
      broken: "query {",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /error TRUSTED_DOCUMENT_INVALID \S*documents\.json#old:2:3\n.*"gone".*2 │   gone\n.*\^/s,
    );
    expect(stderr).toMatch(
      /TRUSTED_DOCUMENT_INVALID \S*documents\.json#broken:1:8\n +Syntax Error/,
    );
    expect(stderr.match(/TRUSTED_DOCUMENT_INVALID/g)).toHaveLength(2);
  });

  test("tells programs the same", async () => {
    const { stdout } = await check({ old: "{ gone }" }, "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [
        {
          code: "TRUSTED_DOCUMENT_INVALID",
          file: expect.stringMatching(/documents\.json#old$/),
          line: 1,
        },
      ],
    });
  });
});
