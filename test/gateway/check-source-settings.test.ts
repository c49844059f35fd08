import { describe, expect, test } from "vitest";

import { checkSourceSettings } from "../../src/check-source-settings.ts";
import type { ConfigInput } from "../../src/config/config.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { readContract } from "../../src/contract/read-contract.ts";
import { schemaFile } from "./support/open-gateway.ts";

const query = `
  type Query {
    posts: [Int] @connect(source: "api", http: { GET: "/posts" }, selection: "$")
    far: Int @connect(http: { GET: "http://localhost/far" }, selection: "$")
  }
`;
const source = (name: string) =>
  `extend schema @source(name: "${name}", http: { baseURL: "http://localhost" })`;

/** What is wrong with settings for a schema with one source, "api", and another without connectors. */
function problemsOf(sources: ConfigInput["sources"], schema = query) {
  const path = schemaFile(`${source("api")}\n${source("idle")}\n${schema}`);
  return checkSourceSettings(resolveConfig({ sources }), readContract({ path }));
}

describe("settings of sources and connectors", () => {
  test("may be of any that the schema has", () => {
    const lanes = { "Query.posts": "background" } as const;
    expect(
      problemsOf({ api: { lanes, schedule: [{ cron: "0 7 * * *", set: { lanes } }] } }),
    ).toEqual([]);
    expect(problemsOf({ idle: { timeout: "1s" } })).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  test("of a source that it does not have are told, with those that it has", () => {
    expect(problemsOf({ apy: { lanes: { "Query.nothing": "urgent" } } })).toEqual([
      {
        code: "UNKNOWN_SOURCE",
        severity: "error",
        message: 'The configuration may set the sources that the schema has, and it has no "apy".',
        help: expect.stringMatching(/^It has api, idle\. Did you mean "api"\? .*--config FILE/),
        origin: undefined,
      },
    ]);
  });

  test("are told how to declare one, where the schema has none", () => {
    const path = schemaFile(
      'type Query { a: Int @connect(http: { GET: "http://localhost/a" }, selection: "$") }',
    );
    const contract = readContract({ path });
    const config = resolveConfig({ sources: { api: {} } });
    expect(checkSourceSettings(config, contract)).toMatchObject([
      { code: "UNKNOWN_SOURCE", help: "Declare it with @source, or remove sources.api." },
    ]);
  });

  test.each(["Query.post", "Query.far", "constructor"])(
    "of a connector that is not its own are told: %s",
    (id) => {
      expect(problemsOf({ api: { lanes: { [id]: "urgent" } } })).toMatchObject([
        {
          code: "UNKNOWN_CONNECTOR",
          message: `sources.api.lanes may name the connectors of "api", and it has no "${id}".`,
          help: expect.stringMatching(/^It has Query\.posts\./),
        },
      ]);
    },
  );

  test("by calendar are checked too", () => {
    const schedule = [
      { cron: "0 7 * * *", set: { timeout: "1s" } },
      { cron: "0 9 * * *", set: { lanes: { "Query.post": "urgent" } as const } },
    ];
    expect(problemsOf({ api: { schedule } })).toMatchObject([
      {
        code: "UNKNOWN_CONNECTOR",
        message:
          'sources.api.schedule[1].set.lanes may name the connectors of "api", and it has no "Query.post".',
      },
    ]);
  });
});
