import { resolve } from "node:path";

import { expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { readContract } from "../../src/contract/read-contract.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

test("the demo's suites pass, and have a test of each of its connectors", async () => {
  const schema = resolve("schema/demo");
  const cwd = temporaryDirectory({
    "sluice.yaml": `{ schema: ${schema}, resolvers: resolvers.mjs }`,
    "resolvers.mjs": 'export const resolvers = { Query: { greet: () => "Hello" } };',
  });
  const captured = capturedContext({ cwd });
  const args = ["test", "--reporter", "json"];
  const status = await runCli(args, captured.context);
  expect(captured.stderr()).toBe("");
  expect(status).toBe(0);

  const { suites }: { suites: { tests: { target: string }[] }[] } = JSON.parse(captured.stdout());
  const tested = new Set(suites.flatMap(({ tests }) => tests.map(({ target }) => target)));
  const { connectors } = readContract({
    path: schema,
    resolvers: new Set(["Query.greet"]),
  });
  expect(connectors.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
});
