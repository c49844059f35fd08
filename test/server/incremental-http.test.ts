import { GraphQLError } from "graphql";
import { expect, test, vi } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { answerFreshness, freshnessOf, undated } from "./support/answer-freshness.ts";
import { dataOf, greetingInParts, laterParts, pendingPart } from "./support/answer-in-parts.ts";
import { logLines } from "./support/log-lines.ts";
import { all, readMultipart } from "./support/read-parts.ts";
import { post } from "./support/serve.ts";
import { askFor, current, deferringQuery, legacy, serveParts } from "./support/serve-parts.ts";

test("the parts of an answer come in the format of specification v0.2 to who accepts it", async () => {
  const { url, asked } = await serveParts(greetingInParts);
  const response = await askFor(current, url);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe(
    'multipart/mixed; boundary="-"; incrementalSpec=v0.2',
  );
  expect(await all(readMultipart(response))).toEqual([
    { data: { greet: "hello" }, pending: [{ id: "0", path: [] }], hasNext: true },
    {
      incremental: [{ id: "0", data: { slow: "world" } }],
      completed: [{ id: "0" }],
      hasNext: false,
    },
  ]);
  expect(asked).toMatchObject([{ takesParts: true }]);
});

test("the parts of an answer come in the format of 2022 to who accepts that", async () => {
  const { url } = await serveParts(greetingInParts);
  const response = await askFor(legacy, url);
  expect(response.headers.get("content-type")).toBe(
    'multipart/mixed; boundary="-"; deferSpec=20220824',
  );
  expect(await all(readMultipart(response))).toEqual([
    { data: { greet: "hello" }, hasNext: true },
    { incremental: [{ data: { slow: "world" }, path: [] }], hasNext: false },
  ]);
});

test("the bytes are those that Apollo Server writes", async () => {
  const { url } = await serveParts(greetingInParts);
  expect(await (await askFor(legacy, url)).text()).toBe(
    [
      "",
      "---",
      "content-type: application/json; charset=utf-8",
      "",
      '{"data":{"greet":"hello"},"hasNext":true}',
      "---",
      "content-type: application/json; charset=utf-8",
      "",
      '{"incremental":[{"data":{"slow":"world"},"path":[]}],"hasNext":false}',
      "-----",
      "",
    ].join("\r\n"),
  );
});

test("the first part leaves before the next is there", async () => {
  const released = Promise.withResolvers<void>();
  const { url } = await serveParts(() => greetingInParts(released.promise));
  const parts = readMultipart(await askFor(current, url));
  expect((await parts.next()).value).toMatchObject({ data: { greet: "hello" } });
  released.resolve();
  expect((await parts.next()).value).toMatchObject({ hasNext: false });
  expect(await parts.next()).toEqual({ done: true, value: undefined });
});

test("no part may be kept, and none is held back on its way", async () => {
  const { url } = await serveParts(() => ({
    ...greetingInParts(),
    freshness: answerFreshness(freshnessOf({ ageMs: 0, leftMs: 60_000 })),
  }));
  const response = await askFor(current, `${url}?query=${encodeURIComponent(deferringQuery)}`, {
    method: "GET",
    body: null,
  });
  await response.text();
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  for (const header of ["etag", "age", "vary"]) expect(response.headers.has(header)).toBe(false);
});

test.each([["application/json"], ["multipart/mixed, application/json"], ["*/*"]])(
  "who accepts %s is asked for to be answered whole",
  async (accept) => {
    const { url, asked } = await serveParts(() => ({ data: { greet: "hello" } }));
    const { response } = await post(url, { query: deferringQuery }, { headers: { accept } });
    expect(asked).toMatchObject([{ takesParts: false }]);
    expect(response.status).toBe(200);
  },
);

test("who accepts JSON beside parts gets an answer of one part as JSON", async () => {
  const { url } = await serveParts(() => ({ data: { greet: "hello" } }));
  const accept = `${legacy}, application/graphql-response+json, application/json;q=0.9`;
  for (const _ of ["first", "second"]) {
    // oxlint-disable-next-line no-await-in-loop -- what one answer teaches shows in the next
    const { response, body } = await post(url, { query: deferringQuery }, { headers: { accept } });
    expect(response.headers.get("content-type")).toBe(
      "application/graphql-response+json; charset=utf-8",
    );
    expect(body).toEqual({ data: { greet: "hello" } });
  }
});

test("an answer in parts teaches nothing of how whole answers are sent", async () => {
  const answers = [greetingInParts(), { data: {} }, greetingInParts()];
  const { url } = await serveParts(() => answers.shift() ?? { data: {} });
  const accept = `${current}, application/json`;
  const types: unknown[] = [];
  for (let n = 0; n < 3; n += 1) {
    // oxlint-disable-next-line no-await-in-loop -- what one answer teaches shows in the next
    const response = await askFor(accept, url);
    types.push(response.headers.get("content-type"));
    // oxlint-disable-next-line no-await-in-loop -- the same
    await response.text();
  }
  const parts = 'multipart/mixed; boundary="-"; incrementalSpec=v0.2';
  expect(types).toEqual([parts, "application/json; charset=utf-8", parts]);
});

test.each([
  ["an answer", () => ({ data: { greet: "hello" } }), 200, { data: { greet: "hello" } }],
  [
    "an operation that could not start",
    () => ({ errors: [new GraphQLError("No", { extensions: { code: "NO" } })] }),
    400,
    { errors: [{ message: "No", extensions: { code: "NO" } }] },
  ],
])("who accepts parts alone gets %s of one part as one", async (_name, answer, status, part) => {
  const { url } = await serveParts(answer);
  for (const accept of [current, legacy]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is easier to read
    const response = await askFor(accept, url);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("multipart/mixed");
    expect(response.headers.get("cache-control")).toBe("no-store");
    // oxlint-disable-next-line no-await-in-loop -- the same
    expect(await all(readMultipart(response))).toEqual([{ ...part, hasNext: false }]);
  }
});

test("a document that is not valid is refused in the form of parts, too", async () => {
  const { url, asked } = await serveParts(greetingInParts);
  const body = JSON.stringify({ query: "{ greet @defer }" });
  const response = await askFor(current, url, { body });
  expect(response.status).toBe(400);
  expect(await all(readMultipart(response))).toMatchObject([
    { errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }], hasNext: false },
  ]);
  expect(asked).toEqual([]);
});

test("labels of one document are checked before it is run", async () => {
  const { url } = await serveParts(greetingInParts);
  const twice = '{ ... @defer(label: "a") { greet } ... @defer(label: "a") { slow } }';
  const { response, body } = await post(url, { query: twice });
  expect(response.status).toBe(400);
  expect(body.errors[0].message).toBe(
    'Each label of @defer and @stream must be used once; "a" is used again.',
  );
});

test("errors of all parts are shown as those of a whole answer, and counted", async () => {
  const { log, lines } = logLines();
  const path = ["slow"];
  const bug = new GraphQLError("secret", { path, originalError: new TypeError("secret") });
  const down = new GraphQLError("Down", {
    path,
    originalError: new GatewayError("SOURCE_OVERLOADED", "Down"),
  });
  const { url } = await serveParts(
    () => ({
      data: { greet: null },
      errors: [new GraphQLError("First", { extensions: { code: "FIRST" } })],
      later: laterParts(
        [pendingPart("0"), pendingPart("1")],
        [
          {
            incremental: [{ kind: "data", id: "0", subPath: [], data: {}, errors: [bug, bug] }],
            completed: [{ id: "0" }],
          },
          { completed: [{ id: "1", errors: [down] }], hasNext: false },
        ],
      ),
    }),
    { log },
  );
  const masked = {
    message: "Internal server error",
    path,
    extensions: { code: "INTERNAL_SERVER_ERROR" },
  };
  expect(await all(readMultipart(await askFor(current, url)))).toMatchObject([
    { errors: [{ message: "First", extensions: { code: "FIRST" } }], hasNext: true },
    { incremental: [{ errors: [masked, masked] }], hasNext: true },
    {
      completed: [
        { id: "1", errors: [{ message: "Down", path, extensions: { code: "SOURCE_OVERLOADED" } }] },
      ],
      hasNext: false,
    },
  ]);
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  expect(lines).toMatchObject([
    { level: 50, err: { type: "TypeError", message: "secret" } },
    {
      msg: "request",
      status: 200,
      errors: 4,
      codes: ["FIRST", "INTERNAL_SERVER_ERROR", "SOURCE_OVERLOADED"],
    },
  ]);
});

test("a bug in making parts fails what was told of and has not come, each at its place", async () => {
  const { log, lines } = logLines();
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- it belongs to this test
  async function* broken() {
    yield {
      pending: [pendingPart("1", ["later"], "one")],
      incremental: [dataOf("0", { slow: "world", later: {} })],
      completed: [{ id: "0" }],
    };
    throw new TypeError("secret");
  }
  const { url } = await serveParts(
    () => ({ data: {}, later: laterParts([pendingPart("0")], broken()) }),
    { log },
  );
  const parts = await all(readMultipart(await askFor(legacy, url)));
  expect(parts[2]).toEqual({
    incremental: [
      {
        data: null,
        path: ["later"],
        label: "one",
        errors: [
          {
            message: "Internal server error",
            path: ["later"],
            extensions: { code: "INTERNAL_SERVER_ERROR" },
          },
        ],
      },
    ],
    hasNext: false,
  });
  expect(lines).toMatchObject([{ level: 50, err: { message: "secret" } }, { errors: 1 }]);
});

test("what is thrown that is no error is one bug, too", async () => {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- it belongs to this test
  async function* broken() {
    yield {};
    // oxlint-disable-next-line typescript/only-throw-error -- what a resolver may do
    throw "secret";
  }
  const { url } = await serveParts(
    () => ({ data: {}, later: laterParts([pendingPart("0")], broken()) }),
    { mode: "development" },
  );
  expect(await all(readMultipart(await askFor(current, url)))).toMatchObject([
    {},
    { completed: [{ id: "0", errors: [{ message: "Thrown: secret" }] }], hasNext: false },
  ]);
});

test("parts that end without saying so are over", async () => {
  const { url } = await serveParts(() => ({ data: {}, later: laterParts([pendingPart("0")], []) }));
  const [first, ...rest] = await all(readMultipart(await askFor(current, url)));
  expect(first).toMatchObject({ hasNext: true });
  expect(rest).toEqual([]);
});

test("an integer beyond 2^53 keeps its digits in all parts", async () => {
  const big = 9007199254740993n;
  const { url } = await serveParts(() => ({
    data: { greet: big },
    later: laterParts(
      [pendingPart("0")],
      [{ incremental: [dataOf("0", { slow: big })], completed: [{ id: "0" }], hasNext: false }],
    ),
  }));
  const text = await (await askFor(current, url)).text();
  expect(text.match(/9007199254740993\b/g)).toHaveLength(2);
});

test("a part that cannot be written is a bug: logged, and the answer is cut off", async () => {
  const { log, lines } = logLines();
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  const { url } = await serveParts(
    () => ({
      data: {},
      later: laterParts([pendingPart("0")], [{ incremental: [dataOf("0", circle)] }]),
    }),
    { log },
  );
  const response = await askFor(current, url);
  await expect(response.text()).rejects.toThrow("terminated");
  expect(lines).toMatchObject([
    { level: 50, err: { type: "TypeError" } },
    { msg: "request abandoned by its client" },
  ]);
});

test("the report of freshness that a caller asked for comes with the last part", async () => {
  const total = freshnessOf({ ageMs: 1000, leftMs: 5000 });
  const { url } = await serveParts(() => ({
    data: { greet: "hello" },
    later: laterParts(
      [pendingPart("0")],
      [
        { completed: [{ id: "0" }], freshness: answerFreshness(undated) },
        { hasNext: false, freshness: answerFreshness(total, { slow: total }) },
      ],
    ),
  }));
  const parts = await all(readMultipart(await askFor(current, url)));
  expect(parts[1]).not.toHaveProperty("extensions");
  expect(parts[2]).toMatchObject({
    extensions: { freshness: [{ path: "slow", keys: 1 }] },
    hasNext: false,
  });
});

test("a web page of an allowed origin may read the parts", async () => {
  const origin = "https://shop.example";
  const { url } = await serveParts(greetingInParts, { corsOrigins: [origin] });
  const preflight = await fetch(url, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    },
  });
  expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("content-type");
  const response = await askFor(current, url, {
    headers: { origin, accept: current, "content-type": "application/json" },
  });
  expect(response.headers.get("access-control-allow-origin")).toBe(origin);
  expect(await all(readMultipart(response))).toHaveLength(2);
});

test.each([current, `${legacy}, application/json`])(
  "the head of an answer, for who accepts %s, is that of one which comes whole",
  async (accept) => {
    const { log, lines } = logLines();
    const { url, asked } = await serveParts(() => ({ data: { greet: "hello" } }), { log });
    const response = await fetch(`${url}?query=${encodeURIComponent(deferringQuery)}`, {
      method: "HEAD",
      headers: { accept, "apollo-require-preflight": "true" },
    });
    expect(response.headers.get("content-type")).toContain(
      accept === current ? "multipart/mixed" : "application/json",
    );
    expect(await response.text()).toBe("");
    expect(asked).toMatchObject([{ takesParts: false }]);
    await vi.waitFor(() => expect(lines).toMatchObject([{ msg: "request", status: 200 }]));
  },
);

test.each([current, legacy])(
  "a bug that fails several parts is logged once for each answer, to who accepts %s",
  async (accept) => {
    const { log, lines } = logLines();
    const originalError = new TypeError("secret");
    const failed = (path: string) => new GraphQLError("secret", { path: [path], originalError });
    const payloads = [
      { completed: [{ id: "0", errors: [failed("one")] }] },
      { completed: [{ id: "1", errors: [failed("two")] }], hasNext: false },
    ];
    const { url } = await serveParts(
      () => ({
        data: { greet: null },
        errors: [failed("greet")],
        later: laterParts([pendingPart("0"), pendingPart("1")], payloads),
      }),
      { log },
    );
    for (const _ of ["first", "second"]) {
      // oxlint-disable-next-line no-await-in-loop -- one answer after the other
      const parts = await all(readMultipart(await askFor(accept, url)));
      expect(JSON.stringify(parts).match(/Internal server error/g)).toHaveLength(3);
    }
    const once = [{ level: 50, err: { message: "secret" }, path: ["greet"] }, { errors: 3 }];
    await vi.waitFor(() => expect(lines).toMatchObject([...once, ...once]));
  },
);
