type Fields = Readonly<Record<string, string>>;

/** The bytes of a request with these headers, whatever they are. The connection is closed after it. */
export function request(
  line: string,
  headers: Fields = {},
  body: string | Uint8Array = "",
): Buffer {
  const all = { host: "gateway.test", connection: "close", ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${line} HTTP/1.1\r\n${head.join("")}\r\n`, "latin1"),
    Buffer.from(body as string),
  ]);
}

/** A body sent to GraphQL, as JSON unless the headers say otherwise. */
export function post(body: string | Uint8Array, headers: Fields = {}): Buffer {
  const length = String(Buffer.byteLength(body));
  const all = { "content-type": "application/json", "content-length": length, ...headers };
  return request("POST /graphql", all, body);
}

/** A document, sent as clients do. */
export function ask(query: string, variables?: unknown, headers: Fields = {}): Buffer {
  return post(JSON.stringify({ query, variables }), headers);
}

/** The same where nothing may make the variables plainer than they are: they are JSON as it stands. */
export function askWith(query: string, variables: string): Buffer {
  return post(`{"query":${JSON.stringify(query)},"variables":${variables}}`);
}

/** A GET whose parameters are these, with what keeps web pages from sending it. */
export function get(parameters: Fields, headers: Fields = {}): Buffer {
  const search = new URLSearchParams(parameters).toString();
  return request(`GET /graphql?${search}`, { "apollo-require-preflight": "1", ...headers });
}

/** So many texts, with a blank between them. */
export function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, it) => text(it)).join(" ");
}
