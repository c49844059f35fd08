import { describe, expect, onTestFinished, test } from "vitest";

import { startDemoApi } from "../../scripts/demo/api.ts";
import { resolvers } from "../../scripts/demo/resolvers.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway } from "../../src/gateway.ts";
import { createLogMemory } from "../gateway/support/open-gateway.ts";
import { codeBlocksOf, readMarkdown } from "./support/markdown.ts";

const document = readMarkdown("docs/caching-headers.md");
const commands = codeBlocksOf(document, "sh").map(({ code }) => code);

describe("the examples of docs/caching-headers.md", () => {
  test.each(commands)("ask for what the demo has: %s", async (command) => {
    const { errors } = await askDemo(queryOf(command));

    expect(errors).toBeUndefined();
  });

  test("show the report that the demo gives", async () => {
    const command = commands.find((it) => it.includes("sluice-freshness: report")) ?? "";
    const shown: unknown[] = document.text
      .split("\n")
      .filter((line) => line.startsWith('{"path"'))
      .map((line) => JSON.parse(line));

    const { extensions } = await askDemo(queryOf(command), { "sluice-freshness": "report" });

    expect(withoutTimes(extensions?.["freshness"])).toEqual(withoutTimes(shown));
  });
});

/** What a command sends, in its body or in its URL. */
function queryOf(command: string): string {
  const [, inBody, inUrl = ""] = /"query":"([^"]+)"|\?query=([^'&]+)/.exec(command) ?? [];
  return inBody ?? decodeURIComponent(inUrl);
}

async function askDemo(query: string, headers: Readonly<Record<string, string>> = {}) {
  const api = await startDemoApi();
  onTestFinished(() => api.close());
  const config = loadConfig({ env: { SLUICE_SOURCES_JSONPLACEHOLDER_BASE_URL: api.url } });
  const gateway = await createGateway({ config, resolvers, log: createLogMemory().log });
  onTestFinished(() => gateway.stop());
  return gateway.execute({ query, headers });
}

function withoutTimes(report: unknown): unknown {
  return JSON.parse(JSON.stringify(report), (_key, value: unknown) =>
    typeof value === "string" && value.endsWith("Z") ? "a time" : value,
  );
}
