import { readFileSync } from "node:fs";

import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { handlerOf, schemaWith, start, type Started } from "./support/serve.ts";

/** The audits that the document says do not hold: "| 572B | … |". */
const exceptions = readFileSync("docs/graphql-over-http.md", "utf8")
  .split("\n")
  .flatMap((line) => /^\| (\w{4}) /.exec(line)?.[1] ?? []);

let started: Started;
beforeAll(async () => {
  const schema = schemaWith("type Query { greet(id: ID): String }", {});
  started = await start(await handlerOf(schema, { mode: "development" }));
});
afterAll(async () => await started.server.stop());

const audits = serverAudits({ url: () => started.url });

describe("the graphql-http audit", () => {
  test.each(audits.map(({ id, name, fn }) => ({ id, name, fn })))(
    "$id $name",
    async ({ id, fn }) => {
      const result = await fn();
      expect(result.status).not.toBe("error");
      const reasons = result.status === "ok" ? [] : [result.reason];
      expect(reasons).toHaveLength(exceptions.includes(id) ? 1 : 0);
    },
  );

  test("knows every exception that the document lists", () => {
    expect(audits.map(({ id }) => id)).toEqual(expect.arrayContaining(exceptions));
    expect(exceptions).not.toEqual([]);
  });
});
