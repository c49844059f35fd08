import type { FastifyRequest, onRequestHookHandler } from "fastify";

import type { Identity } from "../identity/identity.ts";
import type { Caller } from "../kernel/caller.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { HttpError } from "./http-error.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who has sent it; undefined where nobody has proven that. */
    caller?: Caller | undefined;
  }
}

/**
 * Creates the hook that finds out who sends a request, and refuses whoever fails to prove it: before
 * its body is read. A caller who is known already costs no turn of the event loop.
 *
 * @param options.hasLandingPage whether browsers are shown a page, which anybody may see.
 */
export function identifyCallers(
  identity: Identity,
  { hasLandingPage }: { readonly hasLandingPage: boolean },
): onRequestHookHandler {
  return (request, reply, done) => {
    if (hasLandingPage && asksForPage(request)) {
      done();
      return;
    }
    const accept = (caller: Caller | undefined): void => {
      request.caller = caller;
      done();
    };
    const refuse = (error: unknown): void => {
      if (!(error instanceof GatewayError)) {
        done(new Error("A bug: it was not found out who sends a request.", { cause: error }));
        return;
      }
      const { code, message, retryAfterMs } = error;
      if (retryAfterMs !== undefined) {
        reply.header("retry-after", String(Math.ceil(retryAfterMs / 1000)));
        done(new HttpError(503, message, code));
        return;
      }
      reply.header("www-authenticate", identity.challengeFor(error));
      done(new HttpError(401, message, code));
    };

    let found: Caller | undefined | Promise<Caller>;
    try {
      found = identity.identify({
        headers: request.headers,
        headersDistinct: () => request.raw.headersDistinct,
        address: request.raw.socket.remoteAddress,
      });
    } catch (error) {
      refuse(error);
      return;
    }
    if (found instanceof Promise) void found.then(accept, refuse);
    else accept(found);
  };
}

/** What has no query runs nothing, so that nobody gets more this way than the page. */
function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  return method === "GET" && !url.includes("?") && headers.accept?.includes("text/html") === true;
}
