import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { good, goodAnswer } from "./support/attacked.ts";
import { describeAbuse } from "./support/describe-abuse.ts";
import { ask, get, post, request } from "./support/requests.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const counted = '200 {"data":{"count":1}}';
const evil = "{ count }";
const mutation = 'mutation { rename(id: "1", name: "x") { id } }';
const send = (body: object) => post(JSON.stringify(body));
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({
  extensions: { persistedQuery: { version, sha256Hash } },
});
const url = (search: string, method = "GET") =>
  request(`${method} /graphql?${search}`, { "apollo-require-preflight": "1" });
const hashInUrl = (hash: string) =>
  `extensions=${encodeURIComponent(JSON.stringify(persisted(hash).extensions))}`;
const notFound = "200 PERSISTED_QUERY_NOT_FOUND";
const unknown = "404 DOCUMENT_NOT_FOUND";
const bad = "400 BAD_REQUEST";

describe("with automatic persisted queries", () => {
  const attacked = describeAbuse("names of documents", {
    attacks: [
      ["a hash that nobody knows", send(persisted(sha256("?"))), notFound],
      ["a hash that nobody knows, by GET", url(hashInUrl(sha256("?"))), notFound],
      ["a hash that is none", send(persisted("../../../etc/passwd")), notFound],
      ["a hash that only all objects have", send(persisted("__proto__")), notFound],
      ["another", send(persisted("constructor")), notFound],
      ["a hash with a pattern of keys", send(persisted("*")), notFound],
      ["a hash with a line's end", send(persisted("\r\nDEL *\r\n")), notFound],
      ["a hash of 900,000 characters", send(persisted("a".repeat(900_000))), notFound],
      ["an empty hash", send(persisted("")), notFound],
      ["a hash that is a number", send(persisted(1)), bad],
      ["a hash that is a list", send(persisted(["a"])), bad],
      ["a hash that is an object", send(persisted({ toString: "a" })), bad],
      ["no hash", send(persisted(undefined)), notFound],
      ["a version that there is not", send({ query: evil, ...persisted(sha256(evil), 2) }), bad],
      ["a version that is a text", send({ query: evil, ...persisted(sha256(evil), "1") }), bad],
      ["the hash of another document", send({ query: evil, ...persisted(sha256(good)) }), bad],
      [
        "the hash of another document, by GET",
        url(`query=${encodeURIComponent(evil)}&${hashInUrl(sha256(good))}`),
        bad,
      ],
      ["a hash in capitals", send({ query: evil, ...persisted(sha256(evil).toUpperCase()) }), bad],
      [
        "a document that is invalid, with its hash",
        send({ query: "{ nothing }", ...persisted(sha256("{ nothing }")) }),
        "400 GRAPHQL_VALIDATION_FAILED",
      ],
      ["its hash, which was not learned", send(persisted(sha256("{ nothing }"))), notFound],
      [
        "a document that is no GraphQL, with its hash",
        send({ query: "{", ...persisted(sha256("{")) }),
        "400 GRAPHQL_PARSE_FAILED",
      ],
      ["its hash, which was not learned, either", send(persisted(sha256("{"))), notFound],
      ["a persisted query that is a list", send({ extensions: { persistedQuery: [] } }), bad],
      ["a persisted query that is a text", send({ extensions: { persistedQuery: "x" } }), bad],
      ["a persisted query that is null", send({ extensions: { persistedQuery: null } }), bad],
      ["an id that nobody knows", send({ documentId: "nothing" }), unknown],
      ["an id that is a path", send({ documentId: "../../../etc/passwd" }), unknown],
      ["an id that is a URL", send({ documentId: "http://evil.test/query" }), unknown],
      ["an id that only all objects have", send({ documentId: "__proto__" }), unknown],
      ["an id that is a hash nobody knows", send({ documentId: `sha256:${sha256("?")}` }), unknown],
      ["an empty id", send({ documentId: "" }), unknown],
      ["an id that is a number", send({ documentId: 1 }), bad],
      ["an id that is a list", send({ documentId: ["a"] }), bad],
      ["an id that is an object", send({ documentId: {} }), bad],
      ["an id of 900,000 characters", send({ documentId: "a".repeat(900_000) }), unknown],
      ["an id and a document", send({ documentId: "a", query: evil }), bad],
      ["an id by GET", url("documentId=..%2f..%2fetc%2fpasswd"), unknown],
      ["an id and a document by GET", url(`documentId=a&query=${encodeURIComponent(evil)}`), bad],
    ],
    oddities: [
      ["a document with its hash", send({ query: evil, ...persisted(sha256(evil)) }), counted],
      ["its hash, from then on", send(persisted(sha256(evil))), counted],
      ["an id that is null, and a document", send({ documentId: null, query: evil }), counted],
    ],
  });

  test("a mutation that was sent with its hash is not run by a GET of the hash", async () => {
    const sent = await attacked().send(send({ query: mutation, ...persisted(sha256(mutation)) }));
    expect(sent.status).toBe(200);
    attacked().upstream.forget();
    const { status } = await attacked().send(url(hashInUrl(sha256(mutation))));
    expect(status).toBe(405);
    expect(attacked().upstream.asked).toEqual([]);
  });

  test("a flood of documents with their hashes takes no more memory than they may", async () => {
    for (let it = 0; it < 1200; it += 1) {
      const query = `{ count } #${it} ${"x".repeat(60_000)}`;
      // oxlint-disable-next-line no-await-in-loop -- no more at one time than a client would send
      await attacked().send(send({ query, ...persisted(sha256(query)) }));
    }
    const { heapBytes } = await attacked().kept();
    expect(heapBytes - attacked().before.heapBytes).toBeLessThan(64 * 1024 ** 2);
  }, 60_000);
});

describe("with trusted documents only", () => {
  const untrusted = "403 DOCUMENT_NOT_TRUSTED";
  const named = "query Named { count } query Other { count }";
  describeAbuse("documents that nobody trusts", {
    config: { documents: { mode: "enforce", manifests: ["manifest.json"] } },
    files: { "manifest.json": JSON.stringify({ good, named }) },
    attacks: [
      ["another document", ask(evil), untrusted],
      ["the least document", ask("{ __typename }"), untrusted],
      ["introspection", ask("{ __schema { types { name } } }"), untrusted],
      ["a mutation", ask(mutation), untrusted],
      ["what is no GraphQL", ask("{"), untrusted],
      ["a huge document", ask(`{ count } #${"x".repeat(900_000)}`), untrusted],
      ["a deep document", ask("{a".repeat(20_000)), untrusted],
      [
        "a trusted document with a field more",
        ask(good.replace("name", "name friend { id }")),
        untrusted,
      ],
      ["a trusted document with another value", ask(good.replace("1", "2")), untrusted],
      ["a trusted document with an alias", ask(good.replace("name", "id: name")), untrusted],
      [
        "a trusted document with an operation more",
        ask(`${named} query Evil { count }`),
        untrusted,
      ],
      ["a trusted document with a name", ask(`query Named ${good}`), untrusted],
      ["another document by GET", get({ query: evil }), untrusted],
      ["another document by HEAD", url(`query=${encodeURIComponent(evil)}`, "HEAD"), "403 "],
      [
        "another document with its hash",
        send({ query: evil, ...persisted(sha256(evil)) }),
        untrusted,
      ],
      ["the hash of another document", send(persisted(sha256(evil))), unknown],
      [
        "another document with the hash of a trusted one",
        send({ query: evil, ...persisted(sha256(good)) }),
        untrusted,
      ],
      [
        "the same by GET",
        url(`query=${encodeURIComponent(evil)}&${hashInUrl(sha256(good))}`),
        untrusted,
      ],
      [
        "another document with the id of a trusted one",
        send({ query: evil, documentId: "good" }),
        bad,
      ],
      ["the same by GET", url(`query=${encodeURIComponent(evil)}&documentId=good`), bad],
      [
        "an empty document with the id of a trusted one",
        send({ query: "", documentId: "good" }),
        bad,
      ],
      ["another document, and no id", send({ query: evil, documentId: null }), untrusted],
      [
        "another document in extensions",
        send({ extensions: { query: evil, persistedQuery: { query: evil } } }),
        bad,
      ],
      ["another document in variables", send({ variables: { query: evil } }), bad],
      ["another document under another name", send({ Query: evil }), bad],
      [
        "another document in __proto__",
        post(`{"__proto__":{"query":"${evil}","documentId":"good"}}`),
        bad,
      ],
      ["a document in a list", send({ query: [evil] }), bad],
      [
        "a list of trusted ones and others",
        send([{ documentId: "good" }, { query: evil }]),
        "400 BATCHING_UNSUPPORTED",
      ],
      [
        "a trusted document, and then another",
        post(`{"query":${JSON.stringify(good)},"query":"${evil}"}`),
        untrusted,
      ],
      [
        "the same by GET",
        url(`query=${encodeURIComponent(good)}&query=${encodeURIComponent(evil)}`),
        bad,
      ],
      [
        "another document, and then a trusted one, by GET",
        url(`query=${encodeURIComponent(evil)}&query=${encodeURIComponent(good)}`),
        untrusted,
      ],
      ["an id that nobody knows", send({ documentId: "evil" }), unknown],
      ["an id that only all objects have", send({ documentId: "constructor" }), unknown],
      ["the name of the manifest", send({ documentId: "../manifest.json" }), unknown],
      ["an id with a blank more", send({ documentId: "good " }), unknown],
      ["an id in capitals", send({ documentId: "GOOD" }), unknown],
      ["an id with NUL", send({ documentId: "good\0" }), unknown],
      [
        "an operation that the document has not",
        send({ documentId: "named", operationName: "Evil" }),
        "400 OPERATION_RESOLUTION_FAILURE",
      ],
      ["nothing", send({}), bad],
      [
        "a form",
        post(`query=${encodeURIComponent(evil)}`, {
          "content-type": "application/x-www-form-urlencoded",
        }),
        "415 UNSUPPORTED_MEDIA_TYPE",
      ],
      [
        "another document in the body of a GET",
        request(
          "GET /graphql",
          {
            "apollo-require-preflight": "1",
            "content-type": "application/json",
            "content-length": "21",
          },
          '{"query":"{ count }"}',
        ),
        bad,
      ],
    ],
    oddities: [
      ["a trusted document by its id", send({ documentId: "good" }), `200 ${goodAnswer}`],
      ["a trusted document by its hash", send(persisted(sha256(good))), `200 ${goodAnswer}`],
      [
        "a trusted document, laid out in another way",
        ask(`#\n${good.replaceAll(" ", "\n,")}`),
        `200 ${goodAnswer}`,
      ],
      [
        "a trusted document by its id, twice in a GET",
        url("documentId=good&documentId=evil"),
        `200 ${goodAnswer}`,
      ],
      [
        "a trusted document by its id, and another in the URL",
        request(
          `POST /graphql?query=${encodeURIComponent(evil)}`,
          { "content-type": "application/json", "content-length": "21" },
          '{"documentId":"good"}',
        ),
        `200 ${goodAnswer}`,
      ],
    ],
  });
});
