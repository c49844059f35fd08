import { describe, expect, test } from "vitest";

import { configSchema } from "../../src/config/config.ts";
import { mergeSettings, type Settings } from "../../src/config/config-layer.ts";
import { readEnvironment } from "../../src/config/environment-layer.ts";
import { readScalar } from "../../src/config/read-text.ts";
import { leavesOf, settingTree } from "../../src/config/setting-tree.ts";
import { codeRowsOf, readMarkdown } from "./support/markdown.ts";

const rows = codeRowsOf(readMarkdown("docs/configuration.md")).map(
  ([key = "", initial = "", variable = ""]) => ({ key, initial, variable }),
);
const settings = rows.filter(({ variable }) => variable.startsWith("SLUICE_"));

describe("docs/configuration.md", () => {
  test("has every setting, in the order of the schema, and no other", () => {
    const paths = leavesOf(settingTree()).map(({ path }) => path.join(".").replace("*", "users"));

    expect(settings.map(({ key }) => key)).toEqual(paths);
    // A map of free values is no single setting, and has no variable.
    expect(rows.filter((row) => !settings.includes(row)).map(({ key }) => key)).toEqual([
      "sources.users.config",
      "sources.users.lanes",
      "sources.users.schedule",
      "identity.jwt",
      "identity.apiKeys.keys",
      "check.allow",
    ]);
  });

  test("says the defaults as they are", () => {
    const written = rows
      .filter(({ initial }) => initial !== "none")
      .map(({ key, initial }) => settingAt(key, fromText(initial)));

    expect(configSchema.parse(written.reduce(mergeSettings, {}))).toEqual(
      configSchema.parse({ sources: { users: {} } }),
    );
    // "none" is what these say, and not only that nothing is said.
    expect(configSchema.parse({ sources: { users: { rateLimit: { calls: "none" } } } })).toEqual(
      configSchema.parse({ sources: { users: {} } }),
    );
  });

  test.each(settings)("says that $variable sets $key", ({ key, variable }) => {
    const { values, problems } = readEnvironment({ [variable]: "text" }, ["users"]);

    expect(problems).toEqual([]);
    expect(values).toEqual(settingAt(key, lists.has(key) ? ["text"] : "text"));
  });
});

const lists = new Set([
  "server.cors.origins",
  "server.trustProxy",
  "sources.users.auth.oauth2.scopes",
  "sources.users.fallbackUrls",
  "identity.trustedHeader.addresses",
  "documents.manifests",
  "check.operations",
]);

function settingAt(key: string, value: unknown): Settings {
  const [first = "", ...rest] = key.split(".");
  return { [first]: rest.length === 0 ? value : settingAt(rest.join("."), value) };
}

function fromText(text: string): unknown {
  if (text === "[]") return [];
  return text === "{}" ? {} : readScalar(text);
}
