import { randomUUID } from "node:crypto";

/** Who asks: all the same, without a credential; or each request with one of its own. */
export type Callers = "identical" | "distinct";

/** Writes the HTTP requests of a load, one at each call. */
export function createRequestWriter(target: {
  readonly url: string;
  readonly query: string;
  readonly callers: Callers;
}): () => string {
  const { host, pathname } = new URL(target.url);
  const body = JSON.stringify({ query: target.query });
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    "content-type: application/json",
    "accept: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
  ].join("\r\n");
  if (target.callers === "identical") {
    const request = `${head}\r\n\r\n${body}`;
    return () => request;
  }
  const credential = `${head}\r\nauthorization: Bearer ${randomUUID()}-`;
  let count = 0;
  return () => {
    count += 1;
    return `${credential}${count}\r\n\r\n${body}`;
  };
}
