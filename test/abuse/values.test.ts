import { describe, expect, onTestFinished, test } from "vitest";

import { good, goodAnswer, startAttacked } from "./support/attacked.ts";
import { describeAbuse, refusalIn } from "./support/describe-abuse.ts";
import { ask, get, post, times } from "./support/requests.ts";

const goodWith = (headers: Readonly<Record<string, string>>) => ask(good, undefined, headers);
const answered = `200 ${goodAnswer}`;

const attacked = describeAbuse("values and headers", {
  config: { limits: { callsPerOperation: 20 } },
  attacks: [
    ["a subscription", ask("subscription { user(id: 1) { id } }"), "400 BAD_USER_INPUT"],
    [
      "a subscription by events",
      ask("subscription { user(id: 1) { id } }", undefined, { accept: "text/event-stream" }),
      "200 BAD_USER_INPUT",
    ],
    [
      "a subscription by GET",
      get({ query: "subscription { user(id: 1) { id } }" }, { accept: "text/event-stream" }),
      "405 BAD_REQUEST",
    ],
    [
      "a subscription in parts",
      ask("subscription { user(id: 1) { id } }", undefined, {
        accept: "multipart/mixed; subscriptionSpec=1.0",
      }),
      "406 NOT_ACCEPTABLE",
    ],
    [
      "250 parts, by events",
      ask(`{ user(id: 1) { ${"... @defer { id } ".repeat(250)} } }`, undefined, {
        accept: "text/event-stream",
      }),
      "200 TOO_MANY_DIRECTIVES",
    ],
    [
      "250 parts in the older form",
      ask(`{ user(id: 1) { ${"... @defer { id } ".repeat(250)} } }`, undefined, {
        accept: "multipart/mixed; deferSpec=20220824",
      }),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "what costs too many calls",
      ask(`{ ${times(25, (it) => `a${it}: user(id: ${it}) { id }`)} }`),
      "400 TOO_MANY_CALLS",
    ],
    [
      "an explanation in place of an answer, and hostile",
      ask("{ nothing }", undefined, { "sluice-explain": "plan" }),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
  ],
  oddities: [
    ...[
      ["if-none-match", '"a", ', 2500],
      ["if-none-match", 'W/"', 4000],
      ["cache-control", "max-age=1, ", 1200],
      ["cache-control", "=,;", 4500],
      ["accept", "application/json;q=0.1, ", 600],
      ["content-type", "application/json; a=b; ", 600],
      ["content-type", "application/json; ", 1],
      ["accept-encoding", "gzip, ", 2300],
      ["traceparent", "00-", 4500],
      ["tracestate", "a=b,", 3500],
      ["baggage", "a=b;c,", 2300],
      ["cookie", "a=b; ", 2800],
      ["range", "bytes=0-,", 1600],
      ["origin", "https://a.", 1400],
      ["x-forwarded-for", "127.0.0.1, ", 1200],
      ["x-client", " \t", 7000],
      ["authorization", "Bearer ", 2000],
    ].map(([name, piece, count]): [string, Buffer, string] => [
      `${String(name)}, very long: ${String(piece)}`,
      goodWith({ [String(name)]: String(piece).repeat(Number(count)) }),
      answered,
    ]),
    ["an explanation, which is off", goodWith({ "sluice-explain": "analyze" }), answered],
    ["an explanation alone, which is off", goodWith({ "sluice-explain": "plan" }), answered],
    [
      "problems of mappings, which are off",
      goodWith({ "sluice-mapping-problems": "report" }),
      answered,
    ],
    [
      "a lane, which nobody may name",
      goodWith({ "x-lane": "urgent", "sluice-lane": "urgent" }),
      answered,
    ],
    [
      "fresher values, which are off",
      goodWith({ "cache-control": "no-cache, no-store, max-age=0", pragma: "no-cache" }),
      answered,
    ],
    ["a tag of another answer", goodWith({ "if-none-match": "*" }), answered],
    [
      "a trace that is none",
      goodWith({
        traceparent: `00-${"g".repeat(32)}-x-zz`,
        tracestate: times(500, (it) => `k${it}=v,`),
        baggage: "a".repeat(5000),
      }),
      answered,
    ],
    [
      "an extension of Apollo's that is hostile",
      post(JSON.stringify({ query: good, extensions: { ftv1: true, tracing: { __proto__: 1 } } })),
      answered,
    ],
    [
      "other extensions of Apollo's",
      goodWith({
        "apollo-federation-include-trace": "ftv1",
        "apollographql-client-name": "a".repeat(5000),
        "apollo-cache-control": "x",
      }),
      answered,
    ],
  ],
});

describe("a value stays where it is put", () => {
  test.each(["..", ".", "", "../admin", "a/../../admin", String.raw`..\admin`, "/..", "a/./b"])(
    "and a path is not climbed: %j",
    async (id) => {
      const { send, upstream } = attacked();
      upstream.forget();
      const { status, text } = await send(ask("query ($id: ID!) { user(id: $id) { id } }", { id }));
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({
        data: { user: null },
        errors: [{ extensions: { code: "CONNECTOR_REQUEST_INVALID" } }],
      });
      expect(upstream.asked).toEqual([]);
    },
  );

  test.each([
    "/",
    "//evil.test",
    "/etc/passwd",
    "@evil.test",
    "evil.test",
    "http://evil.test/",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "1?admin=true",
    "1&admin=true",
    "1#x",
    "1;admin",
    "1%2f..%2fadmin",
    "%2e%2e",
    "%2e%2e%2fadmin",
    "%252e%252e",
    "%00",
    "\0",
    "1\r\nHost: evil.test",
    "1 HTTP/1.1\r\nHost: evil.test\r\n\r\nGET /admin",
    "1\nX-Admin: 1",
    "．．",
    "。。/",
    "\u202e1",
    "\ud83d",
    "😀",
    "{$config.key}",
    "${process.env}",
    "{{7*7}}",
    "'; DROP TABLE users; --",
    "$(id)",
    "`id`",
    "<script>",
    "__proto__",
    "constructor",
  ])("and a call goes where it should, as one segment: %j", async (id) => {
    const { send, upstream } = attacked();
    upstream.forget();
    await send(ask("query ($id: ID!) { user(id: $id) { id } }", { id }));
    const [asked = "", ...more] = upstream.asked;
    expect(more).toEqual([]);
    const [, segment = ""] = /^GET \/users\/([^/?#\\]+)$/.exec(asked) ?? [];
    expect(decodeURIComponent(segment)).toBe(id.toWellFormed());
  });

  test.each([
    "1&key=evil",
    "1#",
    "1\r\nX-Admin: 1",
    "1%26key=evil",
    "+",
    "\0",
    "a&text=b",
    "planted",
  ])("and is one parameter: %j", async (text) => {
    const { send, upstream } = attacked();
    upstream.forget();
    await send(ask("query ($text: String) { echo(text: $text) }", { text }));
    const [{ query } = { query: undefined }] = upstream.requests;
    expect([...(query ?? [])]).toEqual([
      ["text", text],
      ["key", "planted-config"],
    ]);
  });

  test.each([
    "a\r\nX-Admin: 1",
    "a\nX-Admin: 1",
    "a\rX-Admin: 1",
    "a\0",
    "a\u0001",
    "שלום",
    "😀",
    "a\r\n\r\nGET /admin HTTP/1.1\r\n\r\n",
  ])("and no header is written with it that it cannot be: %j", async (text) => {
    const { send, upstream } = attacked();
    upstream.forget();
    const answer = await send(ask("query ($text: String) { header(text: $text) }", { text }));
    expect(JSON.parse(answer.text)).toMatchObject({
      data: { header: null },
      errors: [{ extensions: { code: "CONNECTOR_REQUEST_INVALID" } }],
    });
    expect(upstream.asked).toEqual([]);
  });

  test("and what is like a name of all objects is a key like others", async () => {
    const { send } = attacked();
    const { text } = await send(
      ask('{ echoed(filter: { name: "__proto__", and: { name: "constructor" } }) }'),
    );
    expect(text.trim()).toBe('{"data":{"echoed":"__proto__"}}');
  });
});

test("who sends more than a caller may is refused, whatever addresses it makes up", async () => {
  const { send, close } = await startAttacked({
    config: { limits: { operationsPerMinute: 20 } },
  });
  onTestFinished(close);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, it) =>
      send(goodWith({ "x-forwarded-for": `10.0.0.${it}`, forwarded: `for=10.0.0.${it}` })),
    ),
  );
  const refusals = answers.filter(({ status }) => status !== 200);
  // One was asked when it began.
  expect(refusals.length).toBe(41);
  expect(new Set(refusals.map(refusalIn))).toEqual(new Set(["429 TOO_MANY_REQUESTS"]));
});
