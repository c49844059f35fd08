import { gzipSync } from "node:zlib";

import { describeAbuse } from "./support/describe-abuse.ts";
import { ask, get, post, request, times } from "./support/requests.ts";

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const counted = '200 {"data":{"count":1}}';
const bad = "400 BAD_REQUEST";
const wrongType = "415 UNSUPPORTED_MEDIA_TYPE";
const json = '{"query":"{ count }"}';
const mutation = 'mutation { rename(id: "1", name: "x") { id } }';
const chunked = (...chunks: readonly (string | Uint8Array)[]) =>
  request(
    "POST /graphql",
    { "content-type": "application/json", "transfer-encoding": "chunked" },
    Buffer.concat([
      ...chunks.flatMap((chunk) => [
        Buffer.from(`${Buffer.byteLength(chunk).toString(16)}\r\n`),
        Buffer.from(chunk as string),
        Buffer.from("\r\n"),
      ]),
      Buffer.from("0\r\n\r\n"),
    ]),
  );
const typed = (type: string, body: string, more = {}) =>
  post(body, { "content-type": type, ...more });
const batch = (length: number) => `[${Array.from({ length }, () => json).join(",")}]`;

describeAbuse("bodies", {
  attacks: [
    // no JSON
    ["nothing", post(""), bad],
    ["blanks", post(" ".repeat(1000)), bad],
    ["an open brace", post("{"), bad],
    ["JSON without its end", post('{"query":"{ count }"'), bad],
    ["JSON without the end of a text", post('{"query":"{ count }'), bad],
    ["JSON with more after it", post(`${json}${json}`), bad],
    ["lines of JSON", post(`${json}\n${json}`), bad],
    ["JSON with a comma too many", post('{"query":"{ count }",}'), bad],
    ["JSON with a comment", post(`/* */${json}`), bad],
    ["JSON with single quotes", post("{'query':'{ count }'}"), bad],
    ["JSON with what is no number", post('{"query":"{ count }","variables":{"n":NaN}}'), bad],
    [
      "JSON with a number that begins with 0",
      post('{"query":"{ count }","variables":{"n":01}}'),
      bad,
    ],
    ["JSON with a line's end in a text", post('{"query":"{\ncount }"}'), bad],
    ["JSON with an escape that there is not", post(String.raw`{"query":"{ \x63ount }"}`), bad],
    ["JSON with NUL after it", post(`${json}\0`), bad],
    ["JSON with a mark of byte order before it", post(`\uFEFF${json}`), bad],
    ["a call of a function", post(`callback(${json})`), bad],
    ["markup", post("<query>{ count }</query>"), bad],
    ["a document of an entity that grows", post('<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'), bad],
    ["YAML", post("query: '{ count }'"), bad],
    ["a megabyte of open brackets", post("[".repeat(1_000_000)), bad],
    ["a megabyte of quotes", post('"'.repeat(1_000_000)), bad],
    ["half a megabyte of escapes", post(`"${"\\".repeat(500_001)}"`), bad],

    // JSON, and no request
    ["null", post("null"), bad],
    ["a number", post("1"), bad],
    ["a text", post('"{ count }"'), bad],
    ["a truth", post("true"), bad],
    ["an empty object", post("{}"), bad],
    ["a query that is a number", post('{"query":1}'), bad],
    ["a query that is a list", post('{"query":["{ count }"]}'), bad],
    ["a query that is an object", post('{"query":{"toString":"{ count }"}}'), bad],
    ["a query that is null", post('{"query":null}'), bad],
    ["a query that is empty", post('{"query":""}'), bad],
    [
      "a query with half an emoji in a comment, escaped",
      post(String.raw`{"query":"{ count } #\ud83d"}`),
      "400 GRAPHQL_PARSE_FAILED",
    ],
    ["a query that is blank", post('{"query":" "}'), "400 GRAPHQL_PARSE_FAILED"],
    [
      "a name of an operation that is a number",
      post('{"query":"{ count }","operationName":1}'),
      bad,
    ],
    [
      "a name of an operation that is an object",
      post('{"query":"{ count }","operationName":{}}'),
      bad,
    ],
    ["extensions that are a text", post('{"query":"{ count }","extensions":"x"}'), bad],
    ["extensions that are a list", post('{"query":"{ count }","extensions":[1]}'), bad],
    [
      "parameters in the URL of a POST",
      request(
        "POST /graphql?query={count}",
        { "content-type": "application/json", "content-length": "2" },
        "{}",
      ),
      bad,
    ],

    // lists of operations
    ["an empty list", post("[]"), "400 BATCHING_UNSUPPORTED"],
    ["a list of one", post(batch(1)), "400 BATCHING_UNSUPPORTED"],
    ["a list of 1,000", post(batch(1000)), "400 BATCHING_UNSUPPORTED"],
    ["a list of 40,000", post(batch(40_000)), "400 BATCHING_UNSUPPORTED"],
    ["a list of lists", post(`[${batch(2)}]`), "400 BATCHING_UNSUPPORTED"],
    [
      "a list of mutations",
      post(JSON.stringify([{ query: mutation }, { query: mutation }])),
      "400 BATCHING_UNSUPPORTED",
    ],
    ["a list of nothing", post("[null]"), "400 BATCHING_UNSUPPORTED"],

    // no UTF-8
    [
      "bytes that are never in UTF-8",
      post(bytes('{"query":"{ count } #', [0xff, 0xfe], '"}')),
      bad,
    ],
    ["NUL written in two bytes", post(bytes('{"query":"{ count } #', [0xc0, 0x80], '"}')), bad],
    ["a quote written in two bytes", post(bytes('{"query":"{ count } #', [0xc0, 0xa2], '"}')), bad],
    ["half an emoji's bytes", post(bytes('{"query":"{ count } #', [0xf0, 0x9f], '"}')), bad],
    ["bytes of half a pair", post(bytes('{"query":"{ count } #', [0xed, 0xa0, 0xbd], '"}')), bad],
    [
      "a character beyond Unicode",
      post(bytes('{"query":"{ count } #', [0xf4, 0x90, 0x80, 0x80], '"}')),
      bad,
    ],
    ["Latin-1", post(Buffer.from('{"query":"{ count } #é"}', "latin1")), bad],
    [
      "UTF-16",
      post(Buffer.from(json, "utf16le"), { "content-type": "application/json; charset=utf-16" }),
      bad,
    ],
    ["UTF-16 with a mark", post(bytes([0xff, 0xfe], [...Buffer.from(json, "utf16le")])), bad],
    [
      "bytes that are never in UTF-8, in chunks",
      chunked(bytes('{"query":"{ count } #', [0xff]), '"}'),
      bad,
    ],
    [
      "random bytes",
      post(
        Buffer.from(
          times(500, (it) => String.fromCharCode((it * 7919) % 256)),
          "latin1",
        ),
      ),
      bad,
    ],

    // other types
    ["no type", post(json, { "content-type": "" }), wrongType],
    ["a plain text, as a form sends it", typed("text/plain", json), wrongType],
    [
      "a plain text that says it was looked at",
      typed("text/plain", json, { "apollo-require-preflight": "1" }),
      wrongType,
    ],
    ["a form", typed("application/x-www-form-urlencoded", "query=%7B+count+%7D"), wrongType],
    [
      "a form that changes something",
      typed("application/x-www-form-urlencoded", `query=${encodeURIComponent(mutation)}`),
      wrongType,
    ],
    [
      "a form in parts",
      typed(
        "multipart/form-data; boundary=x",
        `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{ count }\r\n--x--`,
      ),
      wrongType,
    ],
    [
      "an upload in parts",
      typed(
        "multipart/form-data; boundary=x",
        `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${json}\r\n--x\r\ncontent-disposition: form-data; name="map"\r\n\r\n{}\r\n--x--`,
      ),
      wrongType,
    ],
    [
      "parts without an end",
      typed("multipart/form-data; boundary=x", "--x\r\n".repeat(50_000)),
      wrongType,
    ],
    ["GraphQL", typed("application/graphql", "{ count }"), wrongType],
    ["markup's type", typed("application/xml", json), wrongType],
    ["nearly the type of JSON", typed("application/jsonp", json), wrongType],
    ["the type of lines of JSON", typed("application/x-ndjson", json), wrongType],
    ["two types", typed("text/plain, application/json", json), wrongType],
    [
      "JSON's type, hidden in a parameter",
      typed("text/plain; a=application/json", json),
      wrongType,
    ],
    ["a type that is none", typed("application", json), wrongType],
    ["a type of 8,000 characters", typed(`a/${"b".repeat(8000)}`, json), wrongType],
    ["a type of an event's stream", typed("text/event-stream", json), wrongType],

    // compressed
    ["what is compressed", post(gzipSync(json), { "content-encoding": "gzip" }), wrongType],
    [
      "a gigabyte, compressed to a megabyte",
      post(gzipSync(Buffer.alloc(400_000_000, " "), { level: 9 }), { "content-encoding": "gzip" }),
      wrongType,
    ],
    ["what is compressed, and does not say so", post(gzipSync(json)), bad],
    [
      "what is compressed in a way that there is not",
      post(bytes([0xff, 0x00]), { "content-encoding": "br, zstd, x-bomb" }),
      wrongType,
    ],

    // too large
    [
      "more than a megabyte that is announced",
      post("", { "content-length": "1048577" }),
      "413 PAYLOAD_TOO_LARGE",
    ],
    [
      "a terabyte that is announced",
      post("", { "content-length": "1099511627776" }),
      "413 PAYLOAD_TOO_LARGE",
    ],
    [
      "more than a megabyte in chunks",
      chunked(" ".repeat(1_048_570), " ".repeat(100)),
      "413 PAYLOAD_TOO_LARGE",
    ],

    // by GET
    ["a GET as any web page may send it", request("GET /graphql?query=%7Bcount%7D"), bad],
    [
      "a GET with the type of a form",
      request("GET /graphql?query=%7Bcount%7D", { "content-type": "text/plain" }),
      bad,
    ],
    [
      "a GET with another such type",
      request("GET /graphql?query=%7Bcount%7D", {
        "content-type": "multipart/form-data; boundary=x",
      }),
      bad,
    ],
    [
      "a GET with an empty sign",
      request("GET /graphql?query=%7Bcount%7D", { "apollo-require-preflight": "" }),
      bad,
    ],
    ["a mutation by GET", get({ query: mutation }), "405 BAD_REQUEST"],
    [
      "a mutation by GET, beside a query",
      get({
        query: `query a { count } ${mutation.replace("mutation", "mutation b")}`,
        operationName: "b",
      }),
      "405 BAD_REQUEST",
    ],
    [
      "a mutation by HEAD",
      request(`HEAD /graphql?query=${encodeURIComponent(mutation)}`, {
        "apollo-require-preflight": "1",
      }),
      "405 ",
    ],
    ["a GET without a query", get({}), bad],
    ["a GET with an empty query", get({ query: "" }), bad],
    [
      "a GET with two queries",
      request("GET /graphql?query=%7Bcount%7D&query=%7Bcount%7D", {
        "apollo-require-preflight": "1",
      }),
      bad,
    ],
    [
      "a GET with two names",
      request("GET /graphql?query=%7Bcount%7D&operationName=a&operationName=b", {
        "apollo-require-preflight": "1",
      }),
      bad,
    ],
    [
      "a GET with parts of a query",
      request("GET /graphql?query[]=%7Bcount%7D", { "apollo-require-preflight": "1" }),
      bad,
    ],
    [
      "a GET with bytes that are no UTF-8",
      request("GET /graphql?query=%ff%fe", { "apollo-require-preflight": "1" }),
      "400 GRAPHQL_PARSE_FAILED",
    ],
    ["a GET with extensions that are no JSON", get({ query: "{ count }", extensions: "{" }), bad],
    ["a GET of a deep document", get({ query: "{a".repeat(2000) }), "400 TOO_DEEP"],
  ],
  oddities: [
    ["JSON in UTF-8 that says so", typed("application/json; charset=utf-8", json), counted],
    ["JSON's type, written oddly", typed('Application/JSON ; charset="UTF-8"', json), counted],
    [
      "keys that nobody reads",
      post(
        `{"query":"{ count }",${Array.from({ length: 20_000 }, (_, it) => `"k${it}":1`).join(",")}}`,
      ),
      counted,
    ],
    [
      "extensions that are very deep",
      post(`{"query":"{ count }","extensions":{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}}`),
      counted,
    ],
    ["one byte in each chunk", chunked(...json.split("")), counted],
    ["a GET of a mutation's name", get({ query: "query mutation { count }" }), counted],
    [
      "a POST with a document in its URL, too",
      request(
        "POST /graphql?query=%7Bnothing%7D",
        { "content-type": "application/json", "content-length": String(json.length) },
        json,
      ),
      counted,
    ],
    ["a good one", ask("{ count }"), counted],
  ],
});
