import { describe, expect, test } from "vitest";

import { unsetVariables } from "../../src/connectors/unset-variables.ts";
import type { JsonObject } from "../../src/kernel/json.ts";
import { type ConnectorTexts, connectorOf, settings } from "./connector-fixture.ts";

function codesOf(texts: ConnectorTexts, more: Partial<typeof settings> = {}): readonly string[] {
  const problems = unsetVariables(connectorOf(texts), {
    ...settings,
    config: {},
    env: {},
    ...more,
  });
  return problems.map(({ code, message }) => `${code} ${/\$\w+\.[\w.]+/.exec(message)?.[0]}`);
}

describe("what nobody has set", () => {
  test.each<[ConnectorTexts, readonly string[]]>([
    [{ url: "/a/{$config.key}" }, ["UNSET_CONFIG $config.key"]],
    [{ queryParams: "k: $config.auth.key" }, ["UNSET_CONFIG $config.auth.key"]],
    [{ headers: [{ name: "x-key", value: "{$env.KEY}" }] }, ["UNSET_ENV $env.KEY"]],
    [{ source: { headers: [{ name: "x-key", value: "{$env.KEY}" }] } }, ["UNSET_ENV $env.KEY"]],
    [
      { selection: "a: $config.a b: $config.a c: $env.A d: $env.A->first" },
      ["UNSET_CONFIG $config.a", "UNSET_ENV $env.A"],
    ],
    [{ url: null, selection: "a: $config.a" }, ["UNSET_CONFIG $config.a"]],
    [{ selection: "a: $config b: $env" }, []],
  ])("is warned of, each once: %j", (texts, expected) => {
    expect(codesOf(texts)).toEqual(expected);
  });

  test.each<[JsonObject, boolean]>([
    [{}, false],
    [{ a: null }, false],
    [{ a: "text" }, false],
    [{ a: {} }, false],
    [{ a: { b: null } }, false],
    [{ a: { b: "" } }, true],
    [{ a: { b: 0 } }, true],
    [{ a: [] }, true],
    [{ a: { b: [] } }, true],
  ])("is what is missing or null: of $config.a.b with %j", (config, isSet) => {
    expect(codesOf({ url: "/{$config.a.b}" }, { config })).toHaveLength(isSet ? 0 : 1);
  });

  test("is not what a base URL from the configuration replaces", () => {
    const texts = { source: { baseUrl: "{$config.url}" }, url: "/{$env.A}" };
    expect(codesOf(texts)).toEqual(["UNSET_CONFIG $config.url", "UNSET_ENV $env.A"]);
    expect(codesOf(texts, { baseUrl: "https://x.test" })).toEqual(["UNSET_ENV $env.A"]);
  });

  test("is nothing that an environment variable sets to nothing", () => {
    expect(codesOf({ url: "/a?b={$env.A}" }, { env: { A: "" } })).toEqual([]);
  });

  test("is told with its place and what to do", () => {
    const connector = connectorOf({ url: "/{$config.auth.key}/{$env.STAGE}" });
    expect(unsetVariables(connector, { ...settings, config: {}, env: {} })).toEqual([
      {
        code: "UNSET_CONFIG",
        severity: "warning",
        message: "Query.things reads $config.auth.key, and nothing sets it: it is missing.",
        help: "Set sources.api.config.auth.key in sluice.yaml.",
        origin: connector.origin,
      },
      {
        code: "UNSET_ENV",
        severity: "warning",
        message:
          "Query.things reads $env.STAGE, and there is no such environment variable: it is missing.",
        help: "Set STAGE in the environment of the gateway.",
        origin: connector.origin,
      },
    ]);
  });

  test("cannot be set where there is no source", () => {
    const connector = connectorOf({ source: null, url: "https://x.test/{$config.key}" });
    expect(unsetVariables(connector, { ...settings, config: {} })).toMatchObject([
      { help: "$config is set for a source: give the connector one." },
    ]);
  });
});
