import type { ServerResponse } from "node:http";

/** What goes over the wire. */
export interface Reply {
  readonly status: number;
  /** JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How much of it is sent before the connection is closed. Default: all, and it stays open. */
  readonly cut?: "dropped" | "half";
}

export function sendReply(response: ServerResponse, { status, body, headers, cut }: Reply): void {
  const bytes = Buffer.from(JSON.stringify(body));
  if (cut === "dropped") {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes.length,
    ...headers,
  });
  if (cut === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
