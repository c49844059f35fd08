import { describe, expect, test } from "vitest";

import { type ConfigInput, createGateway, ProblemsError } from "../../src/gateway.ts";
import { createLogMemory, schemaFile } from "./support/open-gateway.ts";

const schema = `
  extend schema @source(name: "api", http: { baseURL: "https://api.example/v1" })
  type Query {
    a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$")
    far: Int @connect(http: { GET: "http://far.example/" }, selection: "$")
  }
`;
const safe = { fallbackUrls: ["https://other.example"] };
const exposed = { fallbackUrls: ["https://other.example", "http://other.example"] };
const everyDay = { cron: "0 7 * * *" };

const start = (api: NonNullable<ConfigInput["sources"]>[string]) =>
  createGateway({
    schema: schemaFile(schema),
    config: { sources: { api } },
    log: createLogMemory().log,
  });

describe("a fallback in the clear for a source with https", () => {
  test.each([
    [exposed, "sources.api.fallbackUrls"],
    [{ schedule: [{ ...everyDay, set: exposed }] }, "sources.api.schedule[0].set.fallbackUrls"],
  ])("stops the start: %j", async (api, setting) => {
    await expect(start(api)).rejects.toMatchObject({
      problems: [
        {
          code: "INVALID_FALLBACK",
          message: expect.stringContaining('this is "http://other.example"'),
          help: `Correct ${setting}, or remove it there. The base URL is https://api.example/v1.`,
        },
      ],
    });
  });

  test("is refused by an edit, and one with https is not", async () => {
    const gateway = await start({ ...safe, schedule: [{ ...everyDay, set: safe }] });
    expect(() => gateway.tune({ sources: { api: exposed } })).toThrow(ProblemsError);
    expect(() => gateway.tune({ sources: { api: safe } })).not.toThrow();
    await gateway.stop();
  });
});
