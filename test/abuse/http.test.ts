import { connect } from "node:net";

import { expect, test } from "vitest";

import { good, goodAnswer } from "./support/attacked.ts";
import { describeAbuse } from "./support/describe-abuse.ts";
import { exchange } from "./support/exchange.ts";
import { ask, post, request, times } from "./support/requests.ts";

const raw = (...lines: readonly string[]) => Buffer.from(lines.join("\r\n"), "latin1");
const json = '{"query":"{ count }"}';
const counted = '200 {"data":{"count":1}}';
const type = "Content-Type: application/json";
const host = "Host: gateway.test";
const close = "Connection: close";
/** A POST with these lines among its headers. */
const withLines = (...lines: readonly string[]) =>
  raw(
    "POST /graphql HTTP/1.1",
    host,
    close,
    type,
    `Content-Length: ${json.length}`,
    ...lines,
    "",
    json,
  );
/** A POST whose length these lines say. */
const sized = (lines: readonly string[], body: string) =>
  raw("POST /graphql HTTP/1.1", host, close, type, ...lines, "", body);
const withMethod = (method: string, path = "/graphql") =>
  raw(`${method} ${path} HTTP/1.1`, host, close, type, `Content-Length: ${json.length}`, "", json);
const path = (written: string) => withMethod("POST", written);
const noHttp = "400 Bad Request";
const closed = "0 ";
const tooMuch = "431 Request Header Fields Too Large";
const notFound = "404 NOT_FOUND";
const notAllowed = "405 METHOD_NOT_ALLOWED";
const inner = `POST /graphql HTTP/1.1\r\n${host}\r\n${close}\r\n${type}\r\nContent-Length: ${json.length}\r\n\r\n${json}`;

const attacked = describeAbuse("HTTP", {
  attacks: [
    // methods
    ...[
      "PUT",
      "DELETE",
      "PATCH",
      "TRACE",
      "OPTIONS",
      "PROPFIND",
      "PURGE",
      "QUERY",
      "SEARCH",
      "LINK",
    ].map((method): [string, Buffer, string] => [
      `the method ${method}`,
      withMethod(method),
      notAllowed,
    ]),
    ["the method CONNECT", withMethod("CONNECT", "evil.test:80"), closed],
    ["a method that there is not", withMethod("HACK"), noHttp],
    ["a method in small letters", withMethod("post"), noHttp],
    ["a method of 60,000 letters", withMethod("P".repeat(60_000)), noHttp],
    ["a method with NUL", withMethod("PO\0ST"), noHttp],

    // what is no HTTP/1.1
    ["the beginning of HTTP/2", raw("PRI * HTTP/2.0", "", "SM", "", ""), noHttp],
    ["HTTP/0.9", raw("GET /graphql?query={count}", "", ""), "400 BAD_REQUEST"],
    ["HTTP of a version that there is not", raw("GET /graphql HTTP/9.9", host, "", ""), noHttp],
    [
      "the beginning of TLS",
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
      noHttp,
    ],
    ["a command of Redis", raw("*1", "$4", "PING", ""), noHttp],
    ["a command of mail", raw("EHLO evil.test", "", ""), noHttp],
    [
      "random bytes",
      Buffer.from(Array.from({ length: 3000 }, (_, it) => (it * 7919 + 128) % 256)),
      noHttp,
    ],
    ["a line without a path", raw("GET HTTP/1.1", host, "", ""), noHttp],
    ["a line with two paths", raw("GET /graphql /admin HTTP/1.1", host, "", ""), noHttp],

    // headers
    [
      "no host",
      raw("POST /graphql HTTP/1.1", close, type, `Content-Length: ${json.length}`, "", json),
      "400 ",
    ],
    ["a header of 64 KiB", withLines(`X-Long: ${"a".repeat(65_536)}`), tooMuch],
    ["a name of a header of 64 KiB", withLines(`${"a".repeat(65_536)}: 1`), tooMuch],
    ["5,000 headers", withLines(...Array.from({ length: 5000 }, (_, it) => `X-${it}: 1`)), tooMuch],
    [
      "a cookie of 20,000 parts",
      withLines(`Cookie: ${times(20_000, (it) => `c${it}=1;`)}`),
      tooMuch,
    ],
    ["a URL of 64 KiB", withMethod("GET", `/graphql?query=${"a".repeat(65_536)}`), tooMuch],
    ["NUL in a header", withLines("X-Client: a\0b"), noHttp],
    ["a return alone in a header", withLines("X-Client: a\rX-Admin: 1"), noHttp],
    ["a line that is folded", withLines("X-Client: a", " folded: b"), noHttp],
    [
      "a line that is folded, the first",
      raw("POST /graphql HTTP/1.1", " folded: a", host, "", ""),
      noHttp,
    ],
    ["a blank before a colon", withLines("X-Client : a"), noHttp],
    ["a header without a name", withLines(": a"), noHttp],
    ["a header without a colon", withLines("X-Client"), noHttp],
    ["a header with a name that is no name", withLines("X-Cli(ent: a"), noHttp],
    ["a header with a name of other letters", withLines("X-Clïent: a"), noHttp],
    ["a header with a control character", withLines("X-Client: \u0001"), noHttp],

    // where a body ends
    [
      "a length and chunks",
      sized(["Content-Length: 6", "Transfer-Encoding: chunked"], "0\r\n\r\nX"),
      noHttp,
    ],
    [
      "chunks and a length",
      sized(["Transfer-Encoding: chunked", "Content-Length: 6"], "0\r\n\r\nX"),
      noHttp,
    ],
    ["two lengths", sized([`Content-Length: ${json.length}`, "Content-Length: 1"], json), noHttp],
    [
      "two lengths that are alike",
      sized([`Content-Length: ${json.length}`, `Content-Length: ${json.length}`], json),
      noHttp,
    ],
    [
      "two lengths in one line",
      sized([`Content-Length: ${json.length}, ${json.length}`], json),
      noHttp,
    ],
    ["a length below 0", sized(["Content-Length: -1"], json), noHttp],
    ["a length with a sign", sized([`Content-Length: +${json.length}`], json), noHttp],
    ["a length of another base", sized(["Content-Length: 0x15"], json), noHttp],
    ["a length that is none", sized(["Content-Length: many"], json), noHttp],
    ["a length beyond all numbers", sized([`Content-Length: ${"9".repeat(40)}`], json), noHttp],
    ["a length that is empty", sized(["Content-Length:"], json), noHttp],
    ["a length with a blank in it", sized(["Content-Length: 2 1"], json), noHttp],
    ["an encoding that hides chunks", sized(["Transfer-Encoding: xchunked"], "0\r\n\r\n"), noHttp],
    [
      "an encoding after chunks",
      sized(["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"),
      noHttp,
    ],
    [
      "chunks twice",
      sized(["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
      noHttp,
    ],
    [
      "chunks with a tab before",
      sized(["Transfer-Encoding:\tchunked", "Content-Length: 3"], "0\r\n\r\n"),
      noHttp,
    ],
    [
      "chunks with a blank before the colon",
      sized(["Transfer-Encoding : chunked"], "0\r\n\r\n"),
      noHttp,
    ],
    [
      "chunks by HTTP/1.0",
      raw(
        "POST /graphql HTTP/1.0",
        type,
        "Transfer-Encoding: chunked",
        "Content-Length: 3",
        "",
        "0",
        "",
        "",
      ),
      noHttp,
    ],
    [
      "a chunk whose size is none",
      sized(["Transfer-Encoding: chunked"], "zz\r\nabc\r\n0\r\n\r\n"),
      noHttp,
    ],
    [
      "a chunk whose size is below 0",
      sized(["Transfer-Encoding: chunked"], "-1\r\nabc\r\n0\r\n\r\n"),
      noHttp,
    ],
    [
      "a chunk whose size is beyond all numbers",
      sized(["Transfer-Encoding: chunked"], `${"f".repeat(17)}\r\nabc`),
      noHttp,
    ],
    [
      "a chunk with more than its size",
      sized(["Transfer-Encoding: chunked"], "1\r\nabc\r\n0\r\n\r\n"),
      noHttp,
    ],
    [
      "a chunk that ends with half a line's end",
      sized(["Transfer-Encoding: chunked"], "3\nabc\n0\n\n"),
      noHttp,
    ],
    [
      "a chunk with 64 KiB beside its size",
      sized(["Transfer-Encoding: chunked"], `1;${"a".repeat(65_536)}\r\na\r\n0\r\n\r\n`),
      noHttp,
    ],
    [
      "64 KiB after the chunks",
      sized(["Transfer-Encoding: chunked"], `2\r\n{}\r\n0\r\nX: ${"a".repeat(65_536)}\r\n\r\n`),
      tooMuch,
    ],

    [
      "what is no request, after a body",
      sized(["Content-Length: 26"], '{"query":"{ __typename }"}GARBAGE'),
      noHttp,
    ],

    // paths
    ["a path that there is not", path("/"), notFound],
    ["another", path("/graphql2"), notFound],
    ["a path below", path("/graphql/x"), notFound],
    ["a path with a slash at its end", path("/graphql/"), notFound],
    ["a path with two slashes", path("//graphql"), notFound],
    ["a path in capitals", path("/GRAPHQL"), notFound],
    ["a path that climbs", path("/graphql/../livez"), notFound],
    ["a path that climbs to a file", path("/../../../../etc/passwd"), notFound],
    ["a path that climbs, encoded", path("/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), notFound],
    ["a path that climbs with backslashes", path(String.raw`/..\..\windows\win.ini`), notFound],
    ["a path with NUL", path("/graphql%00"), notFound],
    ["a path with NUL, not encoded", path("/graphql\0"), noHttp],
    ["a path with a parameter", path("/graphql;a=b"), notFound],
    ["a path that is encoded wrongly", path("/graphql%zz"), "400 BAD_REQUEST"],
    ["a path with half an encoding", path("/graphql%"), "400 BAD_REQUEST"],
    ["a path with bytes that are no UTF-8", path("/%ff%fe"), "400 BAD_REQUEST"],
    ["a path with markup", path("/<script>alert(1)</script>"), notFound],
    ["a path with a line's end, encoded", path("/%0d%0aX-Admin:%201"), notFound],
    ["the file of settings", withMethod("GET", "/sluice.yaml"), notFound],
    ["a file of versions", withMethod("GET", "/.git/config"), notFound],
    ["a file of secrets", withMethod("GET", "/.env"), notFound],
    ["the explorer, in production", withMethod("GET", "/explorer"), notFound],
    [
      "a file of the explorer, in production",
      withMethod("GET", "/explorer/..%2f..%2fpackage.json"),
      notFound,
    ],
    ["the metrics, which are elsewhere", withMethod("GET", "/metrics"), notFound],
    ["the endpoint of operators, which is elsewhere", path("/invalidate"), notFound],
    ["no path but a star", withMethod("OPTIONS", "*"), "404 NOT_FOUND"],
    ["a URL of the cloud's", path("http://169.254.169.254/latest/meta-data/"), notFound],
    ["a URL of a file", path("file:///etc/passwd"), notFound],
    ["a host without a path", path("evil.test"), noHttp],

    // others
    [
      "an upgrade to WebSockets",
      raw(
        "GET /graphql HTTP/1.1",
        host,
        "Connection: Upgrade, close",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol: graphql-transport-ws",
        "",
        "",
      ),
      "400 BAD_REQUEST",
    ],
    [
      "an upgrade to HTTP/2",
      raw(
        "GET /graphql HTTP/1.1",
        host,
        "Connection: Upgrade, HTTP2-Settings, close",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        "",
        "",
      ),
      "400 BAD_REQUEST",
    ],
    ["an expectation that there is not", withLines("Expect: a-miracle"), "417 "],
    [
      "who takes pictures only",
      ask("{ count }", undefined, { accept: "image/png" }),
      "406 NOT_ACCEPTABLE",
    ],
    ["who takes nothing", ask("{ count }", undefined, { accept: "*/*;q=0" }), "406 NOT_ACCEPTABLE"],
    [
      "who takes 2,000 things, and no JSON",
      ask("{ count }", undefined, { accept: times(1500, (it) => `a/${it},`) }),
      "406 NOT_ACCEPTABLE",
    ],
    [
      "who takes parts of a form that there is not",
      ask("{ count }", undefined, { accept: "multipart/mixed; incrementalSpec=v9" }),
      "406 NOT_ACCEPTABLE",
    ],
    [
      "who takes what is no type",
      ask("{ count }", undefined, { accept: ';;;,,,==="' }),
      "406 NOT_ACCEPTABLE",
    ],
  ],
  oddities: [
    ["a whole URL, as proxies are sent it", path("http://evil.test/graphql"), counted],
    ["two hosts, of which the first counts", withLines("Host: evil.test"), counted],
    [
      "HTTP/1.0",
      raw("POST /graphql HTTP/1.0", type, `Content-Length: ${json.length}`, "", json),
      counted,
    ],
    ["a header that 16 KiB hold", withLines(`X-Long: ${"a".repeat(15_000)}`), counted],
    [
      "headers as all objects have",
      withLines("__proto__: polluted", "constructor: polluted", "toString: x"),
      counted,
    ],
    [
      "another host",
      request(
        "POST /graphql",
        {
          host: "evil.test",
          "content-type": "application/json",
          "content-length": String(json.length),
        },
        json,
      ),
      counted,
    ],
    [
      "a host that is none",
      request(
        "POST /graphql",
        {
          host: "a b<>",
          "content-type": "application/json",
          "content-length": String(json.length),
        },
        json,
      ),
      counted,
    ],
    ["who waits for a word to go on", withLines("Expect: 100-continue"), "100 "],
    [
      "one who says where it comes from",
      withLines(
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: evil.test",
        "X-Original-URL: /admin",
        "X-HTTP-Method-Override: DELETE",
      ),
      counted,
    ],
  ],
});

test("requests in a row on one connection are answered each, and in their order", async () => {
  const requests = Array.from({ length: 100 }, (_, id) => withId(id)).join("") + inner;
  const answers = await exchange(attacked().url, requests);
  expect(answers.map(({ text }) => text)).toEqual([
    ...Array.from({ length: 100 }, (_, id) => `{"data":{"user":{"id":"${id}"}}}`),
    '{"data":{"count":1}}',
  ]);
});

test("connections that send their requests slowly keep nobody else waiting", async () => {
  const { hostname, port } = new URL(attacked().url);
  const starts = [
    "POST /gra",
    `POST /graphql HTTP/1.1\r\n${host}\r\nX-Slow:`,
    `POST /graphql HTTP/1.1\r\n${host}\r\n${type}\r\nContent-Length: 1000\r\n\r\n{"query":`,
  ];
  const sockets = await Promise.all(
    Array.from({ length: 300 }, async (_, it) => {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      await new Promise<void>((resolve) => {
        socket.write(starts[it % starts.length] ?? "", () => resolve());
      });
      return socket;
    }),
  );
  const { text } = await attacked().send(ask(good));
  expect(text.trim()).toBe(goodAnswer);
  for (const socket of sockets) socket.destroy();
});

test("who goes away in the middle of a request, or of an answer, leaves nothing behind", async () => {
  const { hostname, port } = new URL(attacked().url);
  await Promise.all(
    Array.from({ length: 200 }, async (_, it) => {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      const bytes = ask(good);
      await new Promise<void>((resolve) => {
        socket.write(it % 2 === 0 ? bytes : bytes.subarray(0, bytes.length - 10), () => resolve());
      });
      socket.resetAndDestroy();
    }),
  );
  expect((await attacked().send(post(json))).text.trim()).toBe('{"data":{"count":1}}');
});

function withId(id: number): string {
  const body = JSON.stringify({ query: `{ user(id: ${id}) { id } }` });
  return `POST /graphql HTTP/1.1\r\n${host}\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
