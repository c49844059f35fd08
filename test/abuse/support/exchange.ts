import { connect } from "node:net";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/**
 * Sends these bytes over a connection of its own, and gives all that is answered until the other side
 * closes it.
 */
export async function exchange(url: string, bytes: string | Uint8Array): Promise<RawAnswer[]> {
  const { hostname, port } = new URL(url);
  const received = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    // One character for each byte.
    socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
    // Who is refused early may find the connection closed while it still writes.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
    socket.write(bytes);
  });
  return answersIn(received);
}

function answersIn(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = received;
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n");
    const [line = "", ...lines] = rest.slice(0, end).split("\r\n");
    const status = Number(line.split(" ")[1]);
    const headers = new Map(
      lines.map((it): [string, string] => {
        const colon = it.indexOf(":");
        return [it.slice(0, colon).toLowerCase(), it.slice(colon + 1).trim()];
      }),
    );
    const { body, length } = bodyIn(rest.slice(end + 4), headers);
    answers.push({ status, headers, text: Buffer.from(body, "latin1").toString("utf8") });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

/** What a body holds, and how much of the bytes it takes. */
function bodyIn(bytes: string, headers: ReadonlyMap<string, string>) {
  if (headers.get("transfer-encoding") !== "chunked") {
    const length = Number(headers.get("content-length") ?? 0);
    return { body: bytes.slice(0, length), length };
  }
  let body = "";
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.slice(at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (!(size > 0)) return { body, length: at };
    body += bytes.slice(lineEnd + 2, lineEnd + 2 + size);
  }
}
