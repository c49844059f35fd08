import { gzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import { postOperation } from "./support/post-operation.ts";

const refused = [
  ["no JSON", "{ good", 400, "BAD_REQUEST", "is not JSON"],
  ["nothing", "", 400, "BAD_REQUEST", "is empty"],
  ["no query", '{"variables":{}}', 400, "BAD_REQUEST", "query"],
  ["a query that is no text", '{"query":17}', 400, "BAD_REQUEST", "must be strings"],
  [
    "variables that are no object",
    '{"query":"{ good }","variables":"x"}',
    400,
    "BAD_REQUEST",
    "variables",
  ],
  [
    "variables of the wrong type",
    '{"query":"query ($n: Int!) { sum(n: $n) }","variables":{"n":"many"}}',
    400,
    "BAD_USER_INPUT",
    'Variable "$n" got invalid value "many"',
  ],
  [
    "an operation that is not in it",
    '{"query":"query A { good }","operationName":"B"}',
    400,
    "OPERATION_RESOLUTION_FAILURE",
    '"B"',
  ],
  ["a document that does not parse", '{"query":"{ good"}', 400, "GRAPHQL_PARSE_FAILED", "Syntax"],
  ["a field that is not there", '{"query":"{ god }"}', 400, "GRAPHQL_VALIDATION_FAILED", '"god"'],
  ["more than may come", `{"query":"${"#".repeat(2000)}"}`, 413, "PAYLOAD_TOO_LARGE", "1000 bytes"],
] as const;

describe("a request over HTTP", () => {
  test.each(
    refused.map(([name, sent, status, code, says]) => ({ name, sent, status, code, says })),
  )(
    "with $name is refused with a reason, and nothing is called",
    async ({ sent, status, code, says }) => {
      const { url, upstream } = await start();
      expect(await post(url, sent)).toMatchObject({
        status,
        errors: [{ message: expect.stringContaining(says), extensions: { code } }],
      });
      expect(upstream.asked).toEqual([]);
      expect(await postOperation(url, { query: "{ good }" })).toEqual({
        status: 200,
        data: { good: 1 },
      });
      expect(upstream.asked).toEqual(["GET /good"]);
    },
  );

  test("with a body that is not UTF-8 is refused, and told when that is because it is compressed", async () => {
    const { url, upstream } = await start();
    const bytes = Buffer.from('{"query":"{ good } #\xff"}', "latin1");
    expect(await post(url, bytes)).toMatchObject({
      status: 400,
      errors: [
        {
          message: "The request body is not UTF-8, as JSON must be.",
          extensions: { code: "BAD_REQUEST" },
        },
      ],
    });
    const compressed = gzipSync('{"query":"{ good }"}');
    expect(await post(url, compressed, { "content-encoding": "gzip" })).toMatchObject({
      status: 415,
      errors: [
        {
          message: 'A request body must not be compressed; this one has "content-encoding: gzip".',
          extensions: { code: "UNSUPPORTED_MEDIA_TYPE" },
        },
      ],
    });
    expect(upstream.asked).toEqual([]);
  });

  test("of which a part fails upstream is answered with status 200, data and errors", async () => {
    const { url } = await start();
    expect(await postOperation(url, { query: "{ good bad }" })).toMatchObject({
      status: 200,
      data: { good: 1, bad: null },
      errors: [{ path: ["bad"], extensions: { code: "CONNECTOR_FETCH" } }],
    });
  });
});

async function start() {
  const opened = await openGateway({
    schema: `type Query {
      good: Int @connect(source: "api", http: { GET: "/good" }, selection: "$")
      bad: Int @connect(source: "api", http: { GET: "/bad" }, selection: "$")
      sum(n: Int!): Int @connect(source: "api", http: { GET: "/sum/{$args.n}" }, selection: "$")
    }`,
    server: { maxBodyBytes: 1000 },
    routes: { "GET /good": () => json(1), "GET /bad": () => json({}, { status: 500 }) },
  });
  return { ...opened, ...(await opened.gateway.start()) };
}

async function post(
  url: string,
  sent: string | Buffer<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<object> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: sent,
  });
  return { status: response.status, ...((await response.json()) as object) };
}
