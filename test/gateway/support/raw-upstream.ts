import { once } from "node:events";
import { createServer, type Socket } from "node:net";

import { onTestFinished } from "vitest";

/** A request as it came over the wire. */
export interface RawRequest {
  readonly method: string;
  /** What stands between method and version. */
  readonly target: string;
  /** Names in lower case, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** A TCP server that reads requests by itself, so that nothing makes them plainer than they are. */
export interface RawUpstream {
  /** "127.0.0.1:49152". */
  readonly host: string;
  /** What it was sent since it was last asked, each connection's bytes up to the end. */
  readonly take: () => readonly RawRequest[];
}

/** Starts one that answers `{"ok":true}` to all, and closes each connection; gone when the test ends. */
export async function startRawUpstream(): Promise<RawUpstream> {
  const received: RawRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let bytes = "";
    // One character for each byte.
    socket.setEncoding("latin1").on("data", (text: string) => {
      bytes += text;
      const { requests, rest } = readRequests(bytes);
      if (requests.length === 0) return;
      bytes = rest;
      received.push(...requests);
      socket.end(answer);
    });
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it has no port");
  return { host: `127.0.0.1:${address.port}`, take: () => received.splice(0) };
}

const answer =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 11\r\n\r\n{"ok":true}';

/** All that these bytes hold: a second request among them is one too many. */
function readRequests(bytes: string) {
  const requests: RawRequest[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end === -1) return { requests, rest };
    const [line = "", ...lines] = rest.slice(0, end).split("\r\n");
    const headers = lines.map((it): [string, string] => {
      const colon = it.indexOf(":");
      return [it.slice(0, colon).toLowerCase(), it.slice(colon + 1).trim()];
    });
    const length = Number(headers.find(([name]) => name === "content-length")?.[1] ?? 0);
    const bodyEnd = end + 4 + length;
    if (rest.length < bodyEnd) return { requests, rest };
    const [, method = "", target = ""] = /^(\S*) (.*) HTTP\/1\.1$/s.exec(line) ?? [];
    requests.push({ method, target, headers, body: rest.slice(end + 4, bodyEnd) });
    rest = rest.slice(bodyEnd);
  }
}
