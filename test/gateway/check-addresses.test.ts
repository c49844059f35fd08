import { describe, expect, test } from "vitest";

import { batch, type ConfigInput, createGateway, ProblemsError } from "../../src/gateway.ts";
import { createLogMemory, schemaFile } from "./support/open-gateway.ts";

const schema = (baseUrl: string, far = "http://far.example/") => `
  extend schema @source(name: "api", http: { baseURL: "${baseUrl}" })
  type Query {
    a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$")
    b: Int @connect(source: "api", http: { GET: "/b" }, selection: "$")
    far: Int @connect(http: { GET: "${far}" }, selection: "$")
  }
`;
const named = schema("http://api.example");
const metadata = "http://169.254.169.254/latest";

type Api = NonNullable<ConfigInput["sources"]>[string];

const start = (text: string, api: Api = {}) =>
  createGateway({
    schema: schemaFile(text),
    config: { sources: { api } },
    log: createLogMemory().log,
  });

const oauth2 = { tokenUrl: metadata, clientId: "us", clientSecret: "secret" };

describe("a link-local address, or one of a metadata service", () => {
  test.each<[string, string, Api]>([
    ["the base URL of the schema", schema(metadata), {}],
    ["that URL in another spelling", schema("http://0xA9FEA9FE"), {}],
    ["the base URL of the settings", named, { baseUrl: metadata }],
    ["a fallback", named, { fallbackUrls: ["http://api.example", metadata] }],
    [
      "a fallback of the calendar",
      named,
      { schedule: [{ cron: "0 7 * * *", set: { fallbackUrls: [metadata] } }] },
    ],
    ["a token endpoint", named, { auth: { oauth2 } }],
  ])("stops the start as %s, unless it is allowed", async (_what, text, api) => {
    await expect(start(text, api)).rejects.toMatchObject({
      problems: [
        {
          code: "ADDRESS_REFUSED",
          message: expect.stringContaining("http://169.254.169.254 is one"),
          help: expect.stringContaining("set sources.api.allowLinkLocal: true"),
        },
      ],
    });
    const gateway = await start(text, { ...api, allowLinkLocal: true });
    await gateway.stop();
  });

  test("stops the start in a connector without a source, which nothing can allow to", async () => {
    await expect(start(schema("http://api.example", metadata))).rejects.toMatchObject({
      problems: [{ code: "ADDRESS_REFUSED", help: expect.stringContaining("declare it as") }],
    });
  });

  test("is not looked for in what calls nothing", async () => {
    const gateway = await createGateway({
      schema: schemaFile(`type Query { a: A } type A { id: ID! b: Int }`),
      resolvers: {
        Query: { a: () => ({ id: 1 }) },
        A: { b: batch({ reads: ["id"], load: async (keys) => keys.map(() => 7) }) },
      },
      log: createLogMemory().log,
    });
    expect(await gateway.execute({ query: "{ a { b } }" })).toEqual({ data: { a: { b: 7 } } });
    await gateway.stop();
  });

  test("is refused as a fallback by an edit", async () => {
    const gateway = await start(named);
    const edit = (fallbackUrls: readonly string[]) =>
      gateway.tune({ sources: { api: { fallbackUrls: [...fallbackUrls] } } });
    expect(() => edit([metadata])).toThrow(ProblemsError);
    expect(() => edit(["http://other.example"])).not.toThrow();
    await gateway.stop();
  });
});
