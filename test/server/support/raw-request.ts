import { request } from "undici";

import type { GraphqlAnswer } from "./serve.ts";

export interface RawRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "OPTIONS";
  readonly body?: string;
  readonly contentType?: string | undefined;
}

/** A request with no headers but those given, which `fetch` cannot make. */
export async function rawRequest(url: string, { method, body, contentType }: RawRequest) {
  const answer = await request(url, {
    method,
    headers: contentType === undefined ? {} : { "content-type": contentType },
    ...(body !== undefined && { body }),
  });
  const json = (await answer.body.json()) as GraphqlAnswer;
  return { status: answer.statusCode, headers: answer.headers, body: json };
}
