import type { HTTPGraphQLRequest, HTTPGraphQLResponse } from "@apollo/server";

const maxRemembered = 64;

/**
 * Remembers which content type Apollo Server answers each `accept` header with.
 *
 * Apollo Server negotiates it anew for every request, which is over a third of its work on a known
 * document (2.8 of 7.5 µs); clients send few different values, and each has always the same answer.
 */
export class ContentTypeMemory {
  readonly #contentTypes = new Map<string, string>();

  /** Undefined for a value that is not known yet. */
  get(accept: string | undefined): string | undefined {
    return accept === undefined ? undefined : this.#contentTypes.get(accept);
  }

  /** Learns from an answer of Apollo Server, where that holds for all single results. */
  learn(request: HTTPGraphQLRequest, response: HTTPGraphQLResponse): void {
    const accept = request.headers.get("accept");
    if (accept === undefined || this.#contentTypes.has(accept)) return;
    // A GET may be answered with HTML, a refusal (406) in a type that was not asked for.
    const isTypical =
      request.method === "POST" &&
      response.status === undefined &&
      response.body.kind === "complete";
    // Full of junk, it stays so: others are then negotiated, as they would be without it.
    if (!isTypical || this.#contentTypes.size >= maxRemembered) return;
    const contentType = response.headers.get("content-type");
    if (contentType === undefined || !negotiable.test(contentType)) return;
    this.#contentTypes.set(accept, contentType);
  }
}

/** What Apollo Server itself chooses from. Anything else an error of a resolver has asked for. */
const negotiable = /^application\/(?:graphql-response\+)?json(?:;|$)/;
