import { expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { commonKeys } from "../../src/connector-tests/suite-defaults.ts";
import { capturedContext } from "../cli/captured-context.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { codeBlocksOf, readMarkdown } from "./support/markdown.ts";

const document = readMarkdown("docs/testing-connectors.md");
const blocks = codeBlocksOf(document);
const codeOf = (language: string): string =>
  blocks.find((block) => block.language === language)?.code ?? "";
const [allPass, someFail] = codeBlocksOf(document, "text").map(({ code }) => code);

async function run(schema: string) {
  const cwd = temporaryDirectory({
    "users.graphql": schema,
    "users.connector.yaml": codeOf("yaml"),
  });
  const { context, stdout } = capturedContext({ cwd });
  const command = codeOf("sh").trim().split(" ").slice(2);
  const status = await runCli(command, context);
  return { status, stdout: stdout() };
}

test("the suite of docs/testing-connectors.md passes as it is shown", async () => {
  expect(await run(codeOf("graphql"))).toEqual({ status: 0, stdout: allPass });
});

test("the suite of docs/testing-connectors.md fails as it is shown", async () => {
  const changed = codeOf("graphql")
    .replace('"/users/{$args.id}"', '"/user/{$args.id}"')
    .replace('"id name"', '"id name: fullName"');
  expect(await run(changed)).toEqual({ status: 1, stdout: someFail });
});

test("docs/testing-connectors.md has every key that tests may have in common", () => {
  const [, section = ""] = document.text.split("### What tests have in common");
  expect(commonKeys.filter((key) => !section.includes(`\`${key}\``))).toEqual([]);
});
