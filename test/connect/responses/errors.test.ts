import { describe, expect, test } from "vitest";

import { openGateway } from "../../gateway/support/open-gateway.ts";
import { body, drop, json, stall, startUpstream, text } from "../../support/upstream.ts";
import { receive, type Receiving } from "./support/receive.ts";

const failed = json(
  { error: { message: "no such pet", code: "E7", id: 9 } },
  { status: 404, headers: { "x-request": "r1" } },
);

describe("errors.message", () => {
  test.each<[ofSource: string | null, ofConnector: string | null, message: string]>([
    [null, null, "Request failed"],
    ["error.message", null, "no such pet"],
    ["$.error.message", null, "no such pet"],
    [null, "$.error.message", "no such pet"],
    ["$('source')", "$('connector')", "connector"],
    ["$('source')", null, "source"],
    ["$(['Not found:', $.error.message])->joinNotNull(' ')", null, "Not found: no such pet"],
    ["$.nothing ?? 'fallback'", null, "fallback"],
    ["$($.nothing ?? 'fallback')", null, "fallback"],
    ["$.nothing", null, "Request failed"],
    ["$.error.id", null, "Request failed"],
    ["$.error", null, "Request failed"],
    ["$status->jsonStringify", null, "404"],
    ["$status->match([404, 'Gone'], [@, 'Broken'])", null, "Gone"],
    ["$response.headers.'x-request'->first", null, "r1"],
    [null, "$args.x", "given"],
    ["$config.key", null, "k1"],
    ["$request.headers.'x-client'->first", null, "me"],
    // The connector's stands alone: what it leaves empty is not filled by the source's.
    ["$('source')", "$.nothing", "Request failed"],
  ])("%s on the source and %s on the connector say %s", async (ofSource, ofConnector, message) => {
    const { value, errors } = await receive({
      answer: failed,
      source: ofSource === null ? "" : `errors: { message: """${ofSource}""" }`,
      connector: ofConnector === null ? "" : `errors: { message: """${ofConnector}""" }`,
      x: "given",
      headers: { "x-client": "me" },
    });
    expect(value).toBeNull();
    expect(errors).toMatchObject([{ message, path: ["ask"] }]);
  });
});

describe("errors.extensions", () => {
  const byDefault = {
    code: "CONNECTOR_FETCH",
    service: "api",
    connector: { coordinate: "Query.ask" },
    http: { status: 404 },
  };

  test.each<[ofSource: string | null, ofConnector: string | null, extensions: object]>([
    [null, null, byDefault],
    ["status: $status", null, { ...byDefault, status: 404 }],
    [null, "id: $.error.id", { ...byDefault, id: 9 }],
    ["a: $(1) b: $(1)", "b: $(2) c: $(2)", { ...byDefault, a: 1, b: 2, c: 2 }],
    ["code: $.error.code", null, { ...byDefault, code: "E7" }],
    ["code: $('SOURCE')", "code: $('CONNECTOR')", { ...byDefault, code: "CONNECTOR" }],
    ["code: $('SOURCE')", "other: $(1)", { ...byDefault, code: "SOURCE", other: 1 }],
    ["... $.error { code id }", null, { ...byDefault, code: "E7", id: 9 }],
    ["$.error { code id }", null, { ...byDefault, code: "E7", id: 9 }],
    [
      "http: { status: $status text: $('gone') }",
      null,
      { ...byDefault, http: { status: 404, text: "gone" } },
    ],
    ["service: $('pets')", null, { ...byDefault, service: "pets" }],
    ["list: $([1, 2]) none: $(null)", null, { ...byDefault, list: [1, 2], none: null }],
    ["missing: $.nothing", null, byDefault],
    ["request: $response.headers.'x-request'->first", null, { ...byDefault, request: "r1" }],
    [null, "asked: $args.x", { ...byDefault, asked: "given" }],
    ["{ code: 'BRACES', status: $status }", null, { ...byDefault, code: "BRACES", status: 404 }],
    // What is no object adds nothing.
    ["$.error.id", null, byDefault],
    ["$.nothing", null, byDefault],
    // A code that is no text is no code.
    ["code: $.error.id", null, byDefault],
  ])("%s on the source and %s on the connector", async (ofSource, ofConnector, extensions) => {
    const { errors } = await receive({
      answer: failed,
      source: ofSource === null ? "" : `errors: { extensions: """${ofSource}""" }`,
      connector: ofConnector === null ? "" : `errors: { extensions: """${ofConnector}""" }`,
      x: "given",
    });
    expect(errors?.map((error) => error.extensions)).toEqual([extensions]);
  });

  test("read a failure's body by its content type", async () => {
    const connector = 'errors: { message: "$", extensions: "body: $" }';
    const [plain, html, broken] = await Promise.all(
      [
        text("be gone", { status: 410 }),
        body("<h1>", { status: 502, headers: { "content-type": "text/html" } }),
        body("{", { status: 500, headers: { "content-type": "application/json" } }),
      ].map((answer) => receive({ answer, connector })),
    );
    expect(plain?.errors).toMatchObject([{ message: "be gone", extensions: { body: "be gone" } }]);
    expect(html?.errors).toMatchObject([
      { message: "Request failed", extensions: { http: { status: 502 } } },
    ]);
    expect(broken?.errors).toMatchObject([
      { message: "Request failed", extensions: { code: "CONNECTOR_FETCH", http: { status: 500 } } },
    ]);
  });

  test("name no service where the connector has no source", async () => {
    const upstream = await startUpstream({ "GET /fails": () => json({}, { status: 404 }) });
    try {
      const { ask } = await openGateway({
        schema: `type Query { ask: Int @connect(http: { GET: "${upstream.url}/fails" }, selection: "$.x") }`,
      });
      const { errors } = await ask("{ ask }");
      expect(errors?.map(({ extensions }) => extensions)).toEqual([
        {
          code: "CONNECTOR_FETCH",
          connector: { coordinate: "Query.ask" },
          http: { status: 404 },
        },
      ]);
    } finally {
      await upstream.close();
    }
  });
});

describe("what is no answer has its own code:", () => {
  test.each<[name: string, answer: Receiving["answer"], code: string]>([
    ["a connection that closes", drop(), "HTTP_CLIENT_ERROR"],
    [
      "broken JSON",
      body("{", { headers: { "content-type": "application/json" } }),
      "CONNECTOR_RESPONSE_INVALID",
    ],
    ["broken JSON of no type", body("<p>"), "CONNECTOR_RESPONSE_INVALID"],
  ])("%s", async (_name, answer, code) => {
    const { value, errors } = await receive({
      answer,
      // They are for what a source answered.
      source: `errors: { message: "$('mapped')", extensions: "code: $('MAPPED')" }`,
    });
    expect(value).toBeNull();
    expect(errors).toMatchObject([
      {
        path: ["ask"],
        message: expect.not.stringContaining("mapped"),
        extensions: { code, service: "api", connector: { coordinate: "Query.ask" } },
      },
    ]);
  });

  test("one that does not come in time", async () => {
    const { ask } = await openGateway({
      schema: `type Query { ask: Int @connect(source: "api", http: { GET: "/slow" }, selection: "$.x") }`,
      api: { timeout: "100ms" },
      routes: { "GET /slow": () => stall("{") },
    });
    expect(await ask("{ ask }")).toMatchObject({
      data: { ask: null },
      errors: [{ path: ["ask"], extensions: { code: "GATEWAY_TIMEOUT" } }],
    });
  });
});
