import { globSync, readFileSync } from "node:fs";

import { fastify } from "fastify";
import { Kind, parse as parseGraphql } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";

import { directiveExamples } from "../../scripts/reference/directive-examples.ts";
import { writtenValue } from "../../scripts/reference/written-value.ts";
import { configSchema } from "../../src/config/config.ts";
import { mergeSettings, nestSettings, valueAt } from "../../src/config/config-layer.ts";
import { readEnvironment } from "../../src/config/environment-layer.ts";
import { leavesOf, settingTree } from "../../src/config/setting-tree.ts";
import { parseBytes } from "../../src/kernel/bytes.ts";
import { parseDuration } from "../../src/kernel/duration.ts";
import { problemsOf } from "../contract/support/problems-of.ts";
import { codeBlocksOf, codeRowsOf, readMarkdown } from "./support/markdown.ts";

describe("docs/reference/directives.md", () => {
  const page = readMarkdown("docs/reference/directives.md");
  const directives = ["schema/sluice.graphql", "schema/connect.graphql"].flatMap((path) =>
    parseGraphql(readFileSync(path, "utf8")).definitions.flatMap((node) =>
      node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [],
    ),
  );

  test.each(directives)("tells of @%s, with an example that uses it", (name) => {
    const [, section = ""] = page.text.split(`\n### @${name}\n`);
    const [example] = codeBlocksOf({ path: "", text: `${section.split("\n### ")[0]}\n\n` });

    expect(example?.language).toBe("graphql");
    expect(example?.code).toContain(`@${name}`);
  });

  test("has examples that together are a schema without problems", () => {
    const schema = [...new Set(directiveExamples().values())].join("\n");

    expect(problemsOf(schema)).toEqual([]);
  });

  test("links only to sections that it has", () => {
    const sections = new Set(
      [...page.text.matchAll(/^#+ @?(\w+)$/gm)].map(([, name = ""]) => name.toLowerCase()),
    );
    const links = [...page.text.matchAll(/\]\(#(\w+)\)/g)].map(([, name = ""]) => name);

    expect(links.filter((link) => !sections.has(link))).toEqual([]);
  });
});

describe("docs/reference/configuration.md", () => {
  const rows = codeRowsOf(readMarkdown("docs/reference/configuration.md")).map(
    ([key = "", , initial = "", variable = "", meaning = ""]) => ({
      key: key.replace("<name>", "users"),
      initial,
      variable: variable.replace("<NAME>", "USERS"),
      meaning,
    }),
  );
  const settings = rows.filter(({ variable }) => variable !== "");

  test("has every setting once, and says of each what it is", () => {
    const paths = leavesOf(settingTree()).map(({ path }) => path.join(".").replace("*", "users"));

    expect(settings.map(({ key }) => key).toSorted()).toEqual(paths.toSorted());
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(rows.filter(({ meaning }) => meaning === "")).toEqual([]);
  });

  test("says the defaults as they are", () => {
    const partial = new Set(
      rows.filter(({ initial }) => initial === "required").map(({ key }) => groupOf(key)),
    );
    const written = rows
      .filter(({ initial }) => initial !== "none" && initial !== "required")
      // Nothing of these groups holds where they are not written.
      .filter(({ key }) => !partial.has(groupOf(key)) && !key.includes("[]"))
      .map(({ key, initial }) => nestSettings(key.split("."), parseYaml(initial)));

    expect(configSchema.parse(written.reduce(mergeSettings, {}))).toEqual(
      configSchema.parse({ sources: { users: {} } }),
    );
  });

  test.each(settings)("says that $variable sets $key", ({ key, variable }) => {
    const { values, problems } = readEnvironment({ [variable]: "text" }, ["users"]);

    expect(problems).toEqual([]);
    expect([["text"], "text"]).toContainEqual(valueAt(values, key.split(".")));
  });
});

describe("what a default is written as", () => {
  test.each([250, 1000, 90_000, 300_000, 3_600_000, 86_400_000])("reads as %s ms", (ms) => {
    expect(parseDuration(String(writtenValue(ms, "duration")))).toBe(ms);
  });

  test.each([1, 512, 8192, 1024 ** 2, 10 * 1024 ** 2, 1024 ** 3])("reads as %s bytes", (bytes) => {
    expect(parseBytes(String(writtenValue(bytes, "bytes")))).toBe(bytes);
  });

  test("is 0s for no time at all, a share in percent, and all else as it is", () => {
    expect(writtenValue(0, "duration")).toBe("0s");
    expect(writtenValue(0.1, "share")).toBe("10%");
    expect(writtenValue(4000, undefined)).toBe(4000);
    expect(writtenValue("none", "duration")).toBe("none");
  });
});

describe("schema/sluice-config.schema.json", () => {
  const schema: unknown = JSON.parse(readFileSync("schema/sluice-config.schema.json", "utf8"));
  // Fastify brings Ajv, which is what editors go by, too.
  const app = fastify({
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allowUnionTypes: true,
      },
    },
  });

  beforeAll(async () => {
    app.post("/", { schema: { body: schema } }, () => "valid");
    await app.ready();
  });
  afterAll(() => app.close());

  /** "valid", or what is wrong. */
  async function judge(yaml: string): Promise<string> {
    const payload: object = parseYaml(yaml) ?? {};
    const response = await app.inject({ method: "POST", url: "/", payload });
    if (response.statusCode === 200) return response.body;
    const { message }: { readonly message: string } = response.json();
    return message;
  }

  const written = [
    ["sluice.yaml", readFileSync("sluice.yaml", "utf8")],
    ["templates/init/sluice.yaml", readFileSync("templates/init/sluice.yaml", "utf8")],
    ...["README.md", ...globSync("docs/*.md")].flatMap((path) =>
      codeBlocksOf(readMarkdown(path), "yaml")
        .filter(({ code }) => isConfig(code))
        .map(({ code }, index) => [`${path}, block ${index + 1}`, code]),
    ),
  ];

  test.each(written)("accepts %s", async (_name, yaml = "") => {
    expect(await judge(yaml)).toBe("valid");
  });

  test.each([
    "server: { port: '${PORT}' }",
    "server: { port: '${PORT:-4000}', introspection: '${INTROSPECTION}' }",
    "server: { requestTimeout: '${TIMEOUT}', maxBodyBytes: '${SIZE:-1MiB}' }",
    "server: { cors: { origins: '${ORIGINS}' } }",
    "server: { cors: { origins: ['${APP}', 'https://${HOST}'] } }",
    "log: { level: '${LEVEL:-info}' }",
    "sources: { users: { retry: { budget: '${BUDGET}' }, maxConcurrentCalls: '${CALLS}' } }",
  ])("accepts a variable where a value may stand: %s", async (yaml) => {
    expect(await judge(yaml)).toBe("valid");
  });

  test.each([
    "sources: { users: { config: { a: [1, { b: null }] }, lanes: { Query.a: urgent } } }",
    "sources: { users: { retry: { budget: 0.2 }, rateLimit: { calls: none, per: 1.5s } } }",
    'sources: { users: { schedule: [{ cron: "0 22 * * *", set: { timeout: 5s } }] } }',
    "cache: { memory: { maxBytes: 1024 } }",
  ])("accepts %s, as a start does", async (yaml) => {
    expect(configSchema.safeParse(parseYaml(yaml)).success).toBe(true);
    expect(await judge(yaml)).toBe("valid");
  });

  test.each([
    "prot: 4000",
    "server: { port: 70000 }",
    "server: { port: http }",
    "server: { requestTimeout: 30 }",
    "server: { requestTimeout: 30 seconds }",
    "server: { maxBodyBytes: 1MB }",
    "server: { explain: sometimes }",
    "sources: { users: { retry: { attempts: 0 } } }",
    "sources: { users: { retry: { budget: 2 } } }",
    "sources: { users: { batch: { sharing: everybody } } }",
    "sources: { users: { timout: 5s } }",
    "check: { allow: [{ operation: Feed }] }",
  ])("refuses %s, as a start does", async (yaml) => {
    expect(configSchema.safeParse(parseYaml(yaml)).success).toBe(false);
    expect(await judge(yaml)).toMatch(/^body/);
  });
});

/** Other files are YAML, too: suites of tests, dashboards, workflows. */
function isConfig(code: string): boolean {
  const value: unknown = parseYaml(code);
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  return keys.length > 0 && keys.every((key) => Object.hasOwn(configSchema.shape, key));
}

function groupOf(key: string): string {
  return key.replace(/\.\w+$/, "");
}
