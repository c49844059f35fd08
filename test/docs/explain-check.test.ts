import { expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { capturedContext } from "../cli/captured-context.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { codeBlocksOf, readMarkdown } from "./support/markdown.ts";

const blocks = codeBlocksOf(readMarkdown("docs/explain.md"));
const schemas = blocks.filter(({ language }) => language === "graphql").map(({ code }) => code);
const files = {
  "shop.graphql": schemas.find((code) => code.includes("type Product")) ?? "",
  "queries/feed.graphql": schemas.find((code) => code.includes("query Feed")) ?? "",
  "queries/stock.graphql": schemas.find((code) => code.includes("query StockList")) ?? "",
};
const command = blocks.find(({ code }) => code.startsWith("npx sluice check"))?.code ?? "";
const shown = blocks.find(({ code }) => code.startsWith("error OPERATION_TOO_DEAR"))?.code ?? "";
const settings = blocks.find(({ language }) => language === "yaml")?.code ?? "";

test("the check of docs/explain.md says what is shown", async () => {
  const { status, stderr } = await run(files, command);
  expect(status).toBe(1);
  expect(stderr).toContain(shown.trimEnd());
});

test("the settings of docs/explain.md allow it", async () => {
  const { status, stderr } = await run(
    { ...files, "sluice.yaml": settings },
    "npx sluice check shop.graphql",
  );
  expect(status).toBe(0);
  expect(stderr).not.toMatch(/OPERATION_TOO_DEAR|MULTIPLIED_CALLS|ALLOWANCE_UNUSED/);
});

async function run(contents: Readonly<Record<string, string>>, line: string) {
  const { context, stderr } = capturedContext({ cwd: temporaryDirectory(contents) });
  const words = line.trim().split(" ").slice(2);
  const status = await runCli(
    words.map((word) => word.replaceAll("'", "")),
    context,
  );
  return { status, stderr: stderr() };
}
