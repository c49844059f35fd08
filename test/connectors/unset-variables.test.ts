import { describe, expect, test } from "vitest";

import { unsetVariables } from "../../src/connectors/unset-variables.ts";
import type { Connector } from "../../src/contract/contract.ts";
import type { JsonObject } from "../../src/kernel/json.ts";
import { type ConnectorTexts, connectorOf, settings } from "./connector-fixture.ts";

function problemsOf(connectors: readonly Connector[], more: Partial<typeof settings> = {}) {
  const unset = { ...settings, config: {}, env: {}, ...more };
  return unsetVariables(connectors.map((connector) => ({ connector, settings: unset })));
}

function messagesOf(connectors: readonly Connector[]): readonly (string | undefined)[] {
  return problemsOf(connectors).map(({ message }) => message.split(",")[0]);
}

function codesOf(texts: ConnectorTexts, more: Partial<typeof settings> = {}): readonly string[] {
  const problems = problemsOf([connectorOf(texts)], more);
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
    expect(codesOf(texts)).toEqual(["UNSET_ENV $env.A", "UNSET_CONFIG $config.url"]);
    expect(codesOf(texts, { baseUrl: "https://x.test" })).toEqual(["UNSET_ENV $env.A"]);
  });

  test("is nothing that an environment variable sets to nothing", () => {
    expect(codesOf({ url: "/a?b={$env.A}" }, { env: { A: "" } })).toEqual([]);
  });

  test("is not what the schema says is optional", () => {
    const texts = { url: "/{$config.a ?? 'b'}", selection: "a: $env.A?" };
    expect(codesOf(texts)).toEqual([]);
    expect(codesOf({ ...texts, body: "$config.a" })).toEqual(["UNSET_CONFIG $config.a"]);
  });

  test("is told with its place and what to do", () => {
    const connector = connectorOf({ url: "/{$config.auth.key}/{$env.STAGE}" });
    expect(problemsOf([connector])).toEqual([
      {
        code: "UNSET_CONFIG",
        severity: "warning",
        message: "Query.things reads $config.auth.key, and nothing sets it: it is missing.",
        help: 'Set sources.api.config.auth.key in sluice.yaml; there, "${NAME}" reads the environment. If it may be missing, say what holds then: `$config.auth.key ?? …`.',
        origin: connector.origin,
      },
      {
        code: "UNSET_ENV",
        severity: "warning",
        message:
          "Query.things reads $env.STAGE, and there is no such environment variable: it is missing.",
        help: "Set STAGE in the environment that the gateway is started with. If it may be missing, say what holds then: `$env.STAGE ?? …`.",
        origin: connector.origin,
      },
    ]);
  });

  test("is told once of a source and a variable, with how many read it", () => {
    const texts = { url: "/{$config.a}/{$env.A}" };
    const [one, two, three] = [connectorOf(texts), connectorOf(texts), connectorOf(texts)];
    expect(messagesOf([one, two])).toEqual([
      "Query.things and 1 other connector read $config.a",
      "Query.things and 1 other connector read $env.A",
    ]);
    expect(messagesOf([one, two, three])).toContain(
      "Query.things and 2 other connectors read $config.a",
    );
  });

  test("is told of the source where it stands in the source", () => {
    const headers = [{ name: "x-key", value: "{$config.key}" }];
    const connector = connectorOf({ source: { headers } });
    const source = connector.source && {
      ...connector.source,
      origin: { ...connector.source.origin, line: 7 },
    };
    const [one, other] = [
      { ...connector, source },
      { ...connector, source },
    ];
    expect(problemsOf([one])).toMatchObject([
      {
        message: expect.stringContaining(
          '@source "api", which Query.things uses, reads $config.key',
        ),
        origin: { line: 7 },
      },
    ]);
    expect(problemsOf([one, other])).toMatchObject([
      {
        message: expect.stringContaining(
          '@source "api", which 2 connectors use, reads $config.key',
        ),
      },
    ]);
  });

  test("cannot be set where there is no source", () => {
    const connector = connectorOf({ source: null, url: "https://x.test/{$config.key}" });
    expect(problemsOf([connector])).toMatchObject([
      { help: "$config is set for a source: give the connector one." },
    ]);
  });
});
