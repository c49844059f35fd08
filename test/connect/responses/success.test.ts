import { describe, expect, test } from "vitest";

import { body, json, text } from "../../support/upstream.ts";
import { receive, type Receiving } from "./support/receive.ts";

describe("without isSuccess an answer is a success by its status:", () => {
  test.each([200, 201, 202, 203, 206, 226, 299])("%i is", async (status) => {
    const received = await receive({ answer: json({ a: 1 }, { status }) });
    expect(received).toMatchObject({ value: { a: 1 }, errors: undefined });
  });

  test.each([204, 205])("%i is, and has no body", async (status) => {
    const received = await receive({ answer: body("", { status }) });
    expect(received).toMatchObject({ value: null, errors: undefined });
  });

  test.each([300, 302, 304, 400, 401, 403, 404, 409, 418, 422, 429, 500, 501, 503, 599])(
    "%i is not",
    async (status) => {
      const { value, errors } = await receive({
        answer: status === 304 ? body("", { status }) : json({ a: 1 }, { status }),
      });
      expect(value).toBeNull();
      expect(errors).toMatchObject([
        { path: ["ask"], extensions: { code: "CONNECTOR_FETCH", http: { status } } },
      ]);
    },
  );
});

describe("isSuccess", () => {
  const found = json({ ok: true, list: [1] });
  const notFound = json({ reason: "none" }, { status: 404 });

  test.each<[isSuccess: string, answer: Receiving["answer"], succeeds: boolean]>([
    // What it may read.
    ["$status->eq(404)", notFound, true],
    ["$status->in([200, 404])", notFound, true],
    ["$status->gte(200)->and($status->lt(300))", found, true],
    ["$status->gte(200)->and($status->lt(300))", notFound, false],

    ["$.ok", found, true],
    ["$.ok->not", found, false],
    ["$.list->size->gt(0)", found, true],
    ["$.ok->eq(true)->and($.list->first->eq(1))", found, true],
    ["$response.headers.'content-type'->first->eq('application/json')", found, true],
    ["$response.headers.'x-none'->first->eq('x')", found, false],
    ["$args.x->eq('given')", found, true],
    ["$config.key->eq('k1')", found, true],
    ["$request.headers.'x-client'->first->eq('me')", found, true],
    ["$('fine')->eq($)", text("fine"), true],
    ["$->eq(null)", body(""), true],
    // Nothing but true is.
    ["$.list", found, false],
    ["$('true')", found, false],
    ["$(1)", found, false],
    ["$.nothing", found, false],
    // A lone key keeps its name: this is { ok: true }.
    ["ok", found, false],
    ["$(null)", found, false],
    ["$status->eq('200')", found, false],
    ["$.ok->noSuchMethod", found, false],
  ])("%s", async (isSuccess, answer, succeeds) => {
    const { errors } = await receive({
      answer,
      connector: `isSuccess: """${isSuccess}"""`,
      x: "given",
      headers: { "x-client": "me" },
    });
    expect(errors === undefined).toBe(succeeds);
  });

  test.each<[name: string, source: string, connector: string, succeeds: boolean]>([
    ["of the source holds for its connectors", "$status->eq(404)", "", true],
    ["of the connector stands in its place", "$(false)", "$status->eq(404)", true],
    ["of the connector stands in its place, to fail too", "$status->eq(404)", "$(false)", false],
  ])("%s", async (_name, source, connector, succeeds) => {
    const { value, errors } = await receive({
      answer: notFound,
      source: `isSuccess: "${source}"`,
      connector: connector === "" ? "" : `isSuccess: "${connector}"`,
    });
    expect(value).toEqual(succeeds ? { reason: "none" } : null);
    expect(errors === undefined).toBe(succeeds);
  });

  test("that is not true makes an error of a 200, which says so", async () => {
    const { errors } = await receive({
      answer: json({ errors: [{ text: "no such project" }] }),
      connector: `isSuccess: "$.errors->eq(null)", errors: { message: "$.errors->first.text" }`,
    });
    expect(errors).toMatchObject([
      {
        message: "no such project",
        path: ["ask"],
        extensions: { code: "CONNECTOR_FETCH", http: { status: 200 } },
      },
    ]);
  });
});
