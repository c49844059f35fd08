import { describe, expect, test } from "vitest";

import { compileConnector } from "../../src/connectors/compile-connector.ts";
import { connectorVersion } from "../../src/connectors/connector-version.ts";
import type { Connector } from "../../src/contract/contract.ts";
import { type ConnectorTexts, connectorOf, settings } from "./connector-fixture.ts";

/** Has something of everything. */
const texts: ConnectorTexts = {
  source: {
    baseUrl: "https://api.test/{$config.host}",
    path: "$(['v1'])",
    queryParams: "lang: 'en'",
    headers: [{ name: "x-source", value: "one" }],
    isSuccess: "$status->eq(200)",
  },
  url: "/things/{$args.id}",
  method: "GET",
  path: "$(['more'])",
  queryParams: "stage: $env.STAGE",
  headers: [
    { name: "x-request", value: "one" },
    { name: "authorization", from: "authorization" },
  ],
  body: "$args { id }",
  selection: "id name",
  isSuccess: "$status->eq(201)",
  keyFields: [{ path: ["id"], isId: true }],
};

function versionOf(
  changed: ConnectorTexts = {},
  changedSettings: Partial<typeof settings> = {},
  more: Partial<Connector> = {},
): string {
  const connector = { ...connectorOf({ ...texts, ...changed }), ...more };
  return connectorVersion(connector, { ...settings, ...changedSettings });
}

const before = versionOf();

function without(part: keyof ConnectorTexts): ConnectorTexts {
  const { [part]: _, ...others } = texts;
  return others;
}

test("a version can stand in a store key as it is", () => {
  expect(before).toMatch(/^[\w-]{22}$/);
});

describe("another version comes of another", () => {
  test.each<[string, ConnectorTexts]>([
    ["base URL", { source: { ...texts.source, baseUrl: "https://api.test/v2/{$config.host}" } }],
    ["source path", { source: { ...texts.source, path: "$(['v2'])" } }],
    ["source query", { source: { ...texts.source, queryParams: "lang: 'de'" } }],
    [
      "source header",
      { source: { ...texts.source, headers: [{ name: "x-source", value: "two" }] } },
    ],
    ["rule of what a source's success is", { source: { ...texts.source, isSuccess: "true" } }],
    ["source: none", { source: null, url: "https://api.test/things/{$args.id}" }],
    ["URL", { url: "/things/{$args.id}/more" }],
    ["method", { method: "POST" }],
    ["path", { path: "$(['less'])" }],
    ["query", { queryParams: "stage: $env.STAGE other: 1" }],
    [
      "header's value",
      { headers: [{ name: "x-request", value: "two" }, ...(texts.headers ?? []).slice(1)] },
    ],
    ["header, or one less", { headers: (texts.headers ?? []).slice(1) }],
    [
      "header of the client's",
      {
        headers: [
          { name: "x-request", value: "one" },
          { name: "authorization", from: "x-other" },
        ],
      },
    ],
    ["body", { body: "$args { id other: id }" }],
    ["call: none at all", { url: null }],
    ["selection", { selection: "id name: title" }],
    ["rule of what success is", { isSuccess: "true" }],
    ["key field", { keyFields: [{ path: ["sku"], isId: true }] }],
    ["type of a key field", { keyFields: [{ path: ["id"], isId: false }] }],
  ])("%s", (_what, changed) => {
    expect(versionOf(changed)).not.toBe(before);
  });

  test.each<[string, ConnectorTexts]>(
    (["path", "queryParams", "body", "isSuccess"] as const).map((part) => [part, without(part)]),
  )("%s: none", (_part, changed) => {
    expect(connectorVersion(connectorOf(changed), settings)).not.toBe(before);
  });

  test.each<[string, ConnectorTexts]>(
    (["path", "queryParams", "isSuccess"] as const).map((part) => {
      const { [part]: _, ...source } = texts.source ?? {};
      return [part, { ...texts, source }];
    }),
  )("%s of the source: none", (_part, changed) => {
    expect(connectorVersion(connectorOf(changed), settings)).not.toBe(before);
  });

  test("connector with the same definition", () => {
    expect(versionOf({}, {}, { id: "Query.things[1]" })).not.toBe(before);
  });

  test("version of the connect specification", () => {
    expect(versionOf({}, {}, { version: "v0.3" })).not.toBe(before);
  });

  test.each<[string, Partial<typeof settings>]>([
    ["configured base URL", { baseUrl: "https://other.test" }],
    ["$config that it reads", { config: { key: "k1", host: "other" } }],
    ["$config that it reads: none", { config: { key: "k1" } }],
    ["$env that it reads", { env: { STAGE: "live" } }],
    ["$env that it reads: none", { env: {} }],
  ])("%s", (_what, changed) => {
    expect(versionOf({}, changed)).not.toBe(before);
  });

  test("$config of which all is read", () => {
    const all: ConnectorTexts = { ...texts, body: "$config" };
    const versions = [settings.config, { ...settings.config, key: "k2" }].map((config) =>
      versionOf(all, { config }),
    );
    expect(new Set(versions).size).toBe(2);
  });
});

describe("the version stays the same with another", () => {
  test("definition of how errors are told: they are never kept", () => {
    const source = { ...texts.source, errors: { message: "$.oops" } };
    expect(versionOf({ errors: { message: "$.error" }, source })).toBe(before);
  });

  test.each<[string, Partial<typeof settings>]>([
    ["$config that it does not read", { config: { host: "config.test", key: "k2", more: 1 } }],
    ["order of $config", { config: { host: "config.test", key: "k1" } }],
    ["$env that it does not read", { env: { STAGE: "test", HOME: "/" } }],
    ["limit of batches", { batch: () => ({ maxUrlBytes: 1, maxSize: 1 }), defaultBatchSize: 1 }],
  ])("%s", (_what, changed) => {
    expect(versionOf({}, changed)).toBe(before);
  });

  test("order inside of a $config that it reads as a whole", () => {
    const all: ConnectorTexts = { ...texts, body: "$config" };
    const versions = [
      { key: { a: 1, b: [1, 2] }, host: "h" },
      { host: "h", key: { b: [1, 2], a: 1 } },
    ].map((config) => versionOf(all, { config }));
    expect(versions[0]).toBe(versions[1]);
  });

  test("size of its batches, and place in its file", () => {
    expect(
      versionOf({ batch: { maxSize: 7 } }, {}, { origin: { file: "b", line: 2, column: 2 } }),
    ).toBe(before);
  });
});

test("a compiled connector has its version", () => {
  expect(compileConnector(connectorOf(texts), settings).version).toBe(before);
});
