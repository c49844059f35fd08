import { once } from "node:events";
import { connect, type Socket } from "node:net";

import { type Callers, createRequestWriter } from "./write-request.ts";

/**
 * Sends the query again and again over kept connections, one request at a time on each, until the
 * time is over; ends when the last answer is there. Resolves with the number of answers, and
 * rejects when one is not a 200 of `answerBytes` bytes.
 */
export async function load(
  target: LoadTarget,
  connections: number,
  seconds: number,
): Promise<number> {
  const url = new URL(target.url);
  const nextRequest = createRequestWriter(target);
  const end = performance.now() + seconds * 1000;
  const counts = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(url.port), url.hostname).setNoDelay();
      await once(socket, "connect");
      return sendUntil(end, { socket, nextRequest, answerBytes: target.answerBytes });
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

export interface LoadTarget {
  readonly url: string;
  readonly query: string;
  readonly callers: Callers;
  readonly answerBytes: number;
}

interface Connection {
  readonly socket: Socket;
  readonly nextRequest: () => string;
  readonly answerBytes: number;
}

function sendUntil(end: number, { socket, nextRequest, answerBytes }: Connection): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    let head = "";
    let missingBytes = 0;

    socket.on("data", (chunk) => {
      if (missingBytes > 0) {
        missingBytes -= chunk.length;
      } else {
        head += chunk.toString("latin1");
        const bodyStart = head.indexOf("\r\n\r\n") + 4;
        if (bodyStart < 4) return;
        if (!head.startsWith("HTTP/1.1 200 ") || readLength(head) !== answerBytes) {
          socket.destroy(new Error(`An answer differs from the first one: ${head.slice(0, 500)}`));
          return;
        }
        missingBytes = answerBytes - (head.length - bodyStart);
        head = "";
      }
      if (missingBytes > 0) return;
      count += 1;
      if (performance.now() < end) socket.write(nextRequest());
      else socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => {
      if (performance.now() < end) reject(new Error("The server closed a connection."));
      else resolve(count);
    });
    socket.write(nextRequest());
  });
}

function readLength(head: string): number {
  return Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
}
