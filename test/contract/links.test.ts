import { describe, expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";

const connect = (version: string, rest = "") =>
  `extend schema @link(url: "https://specs.apollo.dev/connect/${version}"${rest})`;
const a = (directive: string) =>
  `type Query { a: Int @${directive}(http: { GET: "https://x.dev" }, selection: "$.a") }`;

const choice = (version: string) =>
  `${connect(version)}\n${a("connect").replace("$.a", "$(1 ?? 2)")}`;

describe("the version of the mapping language", () => {
  test.each([
    ["v0.1", "v0.2"],
    ["v0.2", "v0.2"],
    ["v0.3", "v0.3"],
    ["v0.4", "v0.4"],
  ])("%s is read as %s", (linked, read) => {
    expect(contractOf(`${connect(linked)}\n${a("connect")}`).connectors[0]?.version).toBe(read);
  });

  test("is v0.4 without a link, file by file", () => {
    const { connectors } = contractOf({
      "a.graphql": `${connect("v0.3")}\n${a("connect")}`,
      "b.graphql": a("connect").replace("a: Int", "b: Int"),
    });
    expect(connectors.map(({ version }) => version)).toEqual(["v0.3", "v0.4"]);
  });

  test("decides how a mapping is read", () => {
    expect(() => contractOf(choice("v0.2"))).toThrow("MAPPING_SYNTAX");
    expect(contractOf(choice("v0.4")).connectors).toHaveLength(1);
  });
});

describe("a directive goes by", () => {
  test.each([
    ["the name it is imported under", ', import: [{ name: "@connect", as: "@api" }]', "api"],
    ["its own name when it is imported", ', import: ["@connect", "JSONSelection"]', "connect"],
    ["its prefixed name", "", "connect__connect"],
    ["another prefix", ', as: "http"', "http__connect"],
    ["the prefix alone", ', as: "http"', "http"],
  ])("%s", (_name, rest, directive) => {
    expect(contractOf(`${connect("v0.4", rest)}\n${a(directive)}`).connectors).toHaveLength(1);
  });

  test("the name that a link to the federation specification gives it", () => {
    const { schema } = contractOf(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [{ name: "@inaccessible", as: "@hidden" }])
      type Query { a: Int b: Int @hidden c: Int @federation__inaccessible d: Int @inaccessible }`);
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(["a"]);
  });
});

test("an import that is no name is passed over", () => {
  const sdl = `${connect("v0.4", ', import: [{ as: "@x" }, 5]')}\n${a("connect")}`;
  expect(contractOf(sdl).connectors).toHaveLength(1);
});

test("other links, and what is no link, have no effect", () => {
  const sdl = `
    extend schema @link(url: "https://specs.apollo.dev/tag/v0.3") @link(url: "https://example.com") @link(url: "x", as: null)
    ${a("connect")}`;
  expect(contractOf(sdl).problems.filter(({ severity }) => severity === "error")).toEqual([]);
});
