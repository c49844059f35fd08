import type { JsonObject } from "./json.ts";

/** Who sent a request, once that is proven. */
export interface Caller {
  /** Tells callers apart, for limits and counts. Never logged or shown as it is. */
  readonly id: string;
  /** What is known of the caller: `$context.claims`. */
  readonly claims: JsonObject;
  /** What the caller may do, as `@requiresScopes` asks for it. */
  readonly scopes: ReadonlySet<string>;
  /** What settings call whoever holds an API key. No secret; of other callers undefined. */
  readonly keyName?: string;
}

/** `$context` of a request: what the gateway knows of who has sent it. */
export function contextOf(caller: Caller | undefined): JsonObject {
  return caller === undefined ? {} : { claims: caller.claims };
}
