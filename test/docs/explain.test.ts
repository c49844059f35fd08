import { execFile as execFileWithCallback } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

import { describe, expect, onTestFinished, test } from "vitest";

import { startDemoApi } from "../../scripts/demo/api.ts";
import { resolvers } from "../../scripts/demo/resolvers.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway } from "../../src/gateway.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { createLogMemory } from "../gateway/support/open-gateway.ts";
import { codeBlocksOf, codeRowsOf, readMarkdown } from "./support/markdown.ts";

const execFile = promisify(execFileWithCallback);
const document = readMarkdown("docs/explain.md");
const blocks = codeBlocksOf(document);
const [shop, feed] = blocks.filter(({ language }) => language === "graphql");
const files = { "shop.graphql": shop?.code ?? "", "feed.graphql": feed?.code ?? "" };
const commands = blocks
  .map(({ code }) => code.trim())
  .filter((code) => code.startsWith("npx sluice explain"));
/** Those with what they write right after them. */
const shown = commands.flatMap((command) => {
  const next = blocks[blocks.findIndex(({ code }) => code.trim() === command) + 1];
  const isOutput = next?.language === "text" || next?.language === "mermaid";
  return isOutput ? [{ command, output: next.code }] : [];
});

describe("the commands of docs/explain.md", () => {
  test.each(shown)("write what is shown: $command", async ({ command, output }) => {
    expect(withoutTimes(await run(command))).toBe(withoutTimes(output));
  });

  test("have pictures, and a run, among what is shown", () => {
    expect(shown.filter(({ output }) => output.startsWith("flowchart"))).toHaveLength(2);
    expect(shown.filter(({ output }) => output.includes("What happened"))).toHaveLength(1);
  });

  test("with other sizes come to what is said of them", async () => {
    const command = commands.find((text) => text.includes("--size")) ?? "";
    expect(await run(command)).toContain("ceil(posts/100) = 3");
  });
});

describe("what docs/explain.md says of JSON and HTTP", () => {
  const query = "{ posts { title user { name } } }";

  test("names the fields that there are, in their order", async () => {
    const { gateway } = await openDemo();
    const explained = await gateway.explain({ query, analyze: true });
    const fields = codeRowsOf(document).map(([name = ""]) => name.replace("[]", ""));

    expect(fields.slice(fields.indexOf("operation"))).toEqual(Object.keys(explained));
  });

  test("shows a request that the demo answers, where it is allowed", async () => {
    const { gateway, calls } = await openDemo();
    const command = blocks.find(({ code }) => code.startsWith("curl"))?.code ?? "";
    expect(command).toContain(`{"query":"${query}"}`);
    const [, name = "", value = ""] = /-H '(sluice-explain): (\w+)'/.exec(command) ?? [];

    expect(await gateway.execute({ query, headers: { [name]: value } })).toEqual({
      data: null,
      extensions: { explain: expect.objectContaining({ problems: [] }) },
    });
    expect(calls).toEqual([]);
  });
});

/** Runs a command of the document in a process of its own: for its shop, or for the demo. */
async function run(command: string): Promise<string> {
  const api = await startDemoApi();
  onTestFinished(() => api.close());
  const main = resolve("src/main.ts");
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word);
  const isOfShop = command.includes("shop.graphql");
  const { stdout } = await execFile(process.execPath, [main, ...words.slice(2).map(String)], {
    cwd: isOfShop ? temporaryDirectory(files) : process.cwd(),
    env: isOfShop ? {} : { SLUICE_SOURCES_JSONPLACEHOLDER_BASE_URL: api.url },
  });
  return stdout;
}

async function openDemo() {
  const api = await startDemoApi();
  onTestFinished(() => api.close());
  const env = {
    SLUICE_SOURCES_JSONPLACEHOLDER_BASE_URL: api.url,
    SLUICE_SERVER_EXPLAIN: "true",
  };
  const { log } = createLogMemory();
  const gateway = await createGateway({ config: loadConfig({ env }), resolvers, log });
  onTestFinished(() => gateway.stop());
  return { gateway, calls: api.calls };
}

/** Times differ from run to run, and so do the widths of their columns. */
function withoutTimes(text: string): string {
  return text
    .trim()
    .replaceAll(/\d+\.\d+ms/g, "a time")
    .replaceAll(/ {2,}/g, "  ");
}
