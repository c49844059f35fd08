import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { createGateway } from "../../src/gateway.ts";
import { createLogMemory, schemaFile } from "./support/open-gateway.ts";
import { type RawRequest, type RawUpstream, startRawUpstream } from "./support/raw-upstream.ts";

const schema = (host: string) => `
  extend schema @source(
    name: "api"
    http: { baseURL: "http://${host}/base/v1", headers: [{ name: "x-from", from: "x-client" }] }
  )
  type Query {
    middle(a: String): Boolean @connect(source: "api", http: { GET: "/items/{$args.a}/end" }, selection: "$.ok")
    last(a: String): Boolean @connect(source: "api", http: { GET: "/items/{$args.a}" }, selection: "$.ok")
    first(a: String): Boolean @connect(source: "api", http: { GET: "/{$args.a}/end" }, selection: "$.ok")
    whole(a: String): Boolean @connect(source: "api", http: { GET: "{$args.a}" }, selection: "$.ok")
    twice(a: String, b: String): Boolean
      @connect(source: "api", http: { GET: "/items/{$args.a}{$args.b}/end" }, selection: "$.ok")
    dotted(a: String): Boolean @connect(source: "api", http: { GET: "/items/.{$args.a}" }, selection: "$.ok")
    mapped(a: String): Boolean
      @connect(source: "api", http: { GET: "/items", path: "$([$args.a, 'end'])" }, selection: "$.ok")
    template(a: String): Boolean
      @connect(source: "api", http: { GET: "/items?x={$args.a}&y=1" }, selection: "$.ok")
    parameter(a: String): Boolean
      @connect(source: "api", http: { GET: "/items", queryParams: "x: $args.a y: $('1')" }, selection: "$.ok")
    header(a: String): Boolean
      @connect(source: "api", http: { GET: "/items", headers: [{ name: "x-value", value: "{$args.a}" }] }, selection: "$.ok")
    forwarded: Boolean @connect(source: "api", http: { GET: "/items" }, selection: "$.ok")
    json(a: String): Boolean
      @connect(source: "api", http: { POST: "/items", body: "x: $args.a" }, selection: "$.ok")
    form(a: String): Boolean
      @connect(
        source: "api"
        http: {
          POST: "/items"
          body: "x: $args.a y: $('1')"
          headers: [{ name: "content-type", value: "application/x-www-form-urlencoded" }]
        }
        selection: "$.ok"
      )
  }
`;

async function open() {
  const upstream = await startRawUpstream();
  const gateway = await createGateway({
    schema: schemaFile(schema(upstream.host)),
    config: { sources: { api: { retry: { attempts: 1 } } } },
    log: createLogMemory().log,
  });
  onTestFinished(() => gateway.stop());
  /** Asks, and gives what the source was sent; nothing where the gateway refused. */
  const send = async (
    query: string,
    { headers = {}, ...variables }: { headers?: Record<string, string>; a?: unknown; b?: unknown },
  ): Promise<RawRequest | undefined> => {
    const { errors = [] } = await gateway.execute({ query, variables, headers });
    const [request, ...more] = upstream.take();
    expect(more).toEqual([]);
    // It was sent what is right, or nothing.
    expect(errors.map(({ extensions }) => extensions?.["code"])).toEqual(
      request === undefined ? ["CONNECTOR_REQUEST_INVALID"] : [],
    );
    if (request !== undefined) expectPlain(request, upstream);
    return request;
  };
  return { upstream, send };
}

/** Nothing but what every request of this schema may have. */
function expectPlain({ method, target, headers, body }: RawRequest, { host }: RawUpstream): void {
  expect(target).toMatch(/^\/base\/v1\/[\u0021-\u007e]*$/);
  const url = new URL(target, `http://${host}`);
  expect(url.host).toBe(host);
  // A parser finds nothing to make plainer: no dots, no backslashes.
  expect(url.pathname + url.search).toBe(target);
  // Nor does one that decodes first.
  const decoded = decodeURIComponent(url.pathname).replaceAll("\\", "/").split("/");
  expect(decoded.filter((segment) => segment === "." || segment === "..")).toEqual([]);
  const names = headers.map(([name]) => name);
  expect(names.filter((name) => !ownHeaders.has(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(headers.find(([name]) => name === "host")).toEqual(["host", host]);
  expect(method === "POST" ? body !== "" : body === "").toBe(true);
}

const ownHeaders = new Set([
  "host",
  "connection",
  "content-length",
  "content-type",
  "x-from",
  "x-value",
]);

const pieces = [
  ["..", ".", "/", "\\", "//", "@", ":", "?", "#", "%", "&", "=", ";", "+", " ", "\t", "\0"],
  ["%2e", "%2E%2e", "%2f", "%5c", "%00", "%0d%0a", "%252e", "%c0%ae", "%u002e", "{", "}", "|", "^"],
  ["．．", "。", "․", "／", "＼", "∕", "⁄", "\u202e", "\ud800", "\uff0e", "\u00a0", "\ufeff"],
  ["\r\n", "\n", "\r", "\u2028", "\u0085", "Host: evil.test", "\r\nHost: evil.test\r\n\r\n"],
  [" HTTP/1.1\r\nHost: evil.test\r\n\r\nGET /admin", "x-admin: 1", "Transfer-Encoding: chunked"],
  ["http://evil.test", "//evil.test/", "@evil.test", ":80@evil.test", "evil.test#", "admin"],
  ["{$args.a}", "${HOME}", "{$config.x}", "'", '"', "<", ">", "`", "[::1]", "é", "\u{1f511}"],
].flat();
const hostile = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.constantFrom(...pieces), { maxLength: 5 })
      .map((parts) => parts.join("")),
  },
  fc.string({ unit: "binary" }),
  fc.string(),
);
const climbing = [
  "",
  ".",
  "..",
  "../admin",
  "a/../b",
  "..\\admin",
  "a\\..",
  "a/.",
  "/",
  "//evil.test",
];
const examples = [...climbing, ...pieces].map((a): [string] => [a]);
const runs = { numRuns: examples.length + 100, examples };

/** The segments below the base path, decoded. */
function segmentsOf(request: RawRequest): readonly string[] {
  const [path = ""] = request.target.split("?");
  return path.split("/").slice(3).map(decodeURIComponent);
}

function parametersOf(text: string): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(text)];
}

/** Whether a segment is no segment, or leads upwards for a server that decodes slashes first. */
function climbs(segment: string): boolean {
  return segment === "" || segment.split(/[/\\]/).some((part) => part === "." || part === "..");
}

function canCarry(value: string): boolean {
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value);
}

function valueOf({ headers }: RawRequest, header: string): string {
  return headers.find(([name]) => name === header)?.[1] ?? "";
}

describe("whatever a client sends", () => {
  test.each<[string, (a: string) => readonly string[]]>([
    ["middle", (a) => ["items", a, "end"]],
    ["last", (a) => ["items", a]],
    ["first", (a) => [a, "end"]],
    ["whole", (a) => [a]],
    ["dotted", (a) => ["items", `.${a}`]],
    ["mapped", (a) => ["items", a, "end"]],
  ])("stays one segment of the path, or is refused: %s", async (field, segments) => {
    const { send } = await open();
    await fc.assert(
      fc.asyncProperty(hostile, async (a) => {
        const request = await send(`query ($a: String) { ${field}(a: $a) }`, { a });
        const expected = segments(a.toWellFormed());
        // What is harmless is not refused.
        expect(request && segmentsOf(request)).toEqual(
          expected.some(climbs) ? undefined : expected,
        );
      }),
      runs,
    );
  });

  test("stays one segment where two values make it up", async () => {
    const { send } = await open();
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (a, b) => {
        const query = "query ($a: String, $b: String) { twice(a: $a, b: $b) }";
        const request = await send(query, { a, b });
        const both = a.toWellFormed() + b.toWellFormed();
        expect(request && segmentsOf(request)).toEqual(
          climbs(both) ? undefined : ["items", both, "end"],
        );
      }),
      {
        numRuns: 200,
        examples: climbing.flatMap((a): [string, string][] => [
          [a, ""],
          ["", a],
          [a, a],
        ]),
      },
    );
  });

  test.each(["template", "parameter"])("stays one parameter of the query: %s", async (field) => {
    const { send } = await open();
    await fc.assert(
      fc.asyncProperty(hostile, async (a) => {
        const request = await send(`query ($a: String) { ${field}(a: $a) }`, { a });
        const [path, search = ""] = request?.target.split("?") ?? [];
        expect(path).toBe("/base/v1/items");
        expect(parametersOf(search)).toEqual([
          ["x", a.toWellFormed()],
          ["y", "1"],
        ]);
      }),
      runs,
    );
  });

  test("stays the value of one header, or is refused", async () => {
    const { send } = await open();
    await fc.assert(
      fc.asyncProperty(hostile, async (a) => {
        const request = await send("query ($a: String) { header(a: $a) }", { a });
        expect(request && valueOf(request, "x-value")).toBe(canCarry(a) ? a.trim() : undefined);
      }),
      runs,
    );
  });

  test("stays the value of the header that it is copied to, or is refused", async () => {
    const { send } = await open();
    await fc.assert(
      fc.asyncProperty(hostile, async (a) => {
        const request = await send("{ forwarded }", { headers: { "x-client": a } });
        expect(request && valueOf(request, "x-from")).toBe(canCarry(a) ? a.trim() : undefined);
      }),
      runs,
    );
  });

  test("stays a value in a body of JSON, or of a form", async () => {
    const { send } = await open();
    await fc.assert(
      fc.asyncProperty(hostile, async (a) => {
        const json = await send("query ($a: String) { json(a: $a) }", { a });
        const text = Buffer.from(json?.body ?? "", "latin1").toString("utf8");
        expect(JSON.parse(text)).toEqual({ x: a });
        const form = await send("query ($a: String) { form(a: $a) }", { a });
        expect(parametersOf(form?.body ?? "")).toEqual([
          ["x", a.toWellFormed()],
          ["y", "1"],
        ]);
      }),
      runs,
    );
  });

  test.each(["middle", "last", "first", "whole", "mapped"])(
    "moves no call by leaving a segment out: %s",
    async (field) => {
      const { send } = await open();
      const request = await send(`query ($a: String) { ${field}(a: $a) }`, { a: null });
      expect(request?.target).toMatch(/^\/base\/v1\/(items\/+(end)?|\/end|)$/);
    },
  );
});
