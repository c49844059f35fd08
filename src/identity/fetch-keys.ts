import type { JSONWebKeySet } from "jose";

import type { Clock } from "../kernel/clock.ts";
import { readKeySet } from "./read-key-set.ts";

/** Fetches a JSON Web Key Set, within five seconds and a mebibyte. Rejects with what went wrong. */
export async function fetchKeys(url: string, clock: Clock): Promise<JSONWebKeySet> {
  const controller = new AbortController();
  const timer = clock.after(timeoutMs, () => {
    controller.abort(new Error(`It did not answer within ${timeoutMs} ms.`));
  });
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json, application/jwk-set+json" },
      // Keys are taken from the address that was written, and from nowhere else.
      redirect: "manual",
      signal: controller.signal,
    });
    const { status, body } = response;
    if (status !== 200 || body === null) throw new Error(`It answered with ${status}.`);
    return readKeySet(await textOf(body));
  } finally {
    timer.cancel();
    // What was not read of an answer is read by nobody any more.
    controller.abort();
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // To leave the loop ends the response.
    if (size > maxBytes) throw new Error(`Its answer has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const timeoutMs = 5000;
const maxBytes = 1024 ** 2;
