import type { JsonObject } from "./json.ts";

/** Who sent a request, once that is proven. */
export interface Caller {
  /** Tells callers apart, for limits and counts. Never logged or shown as it is. */
  readonly id: string;
  /** What is known of the caller: `$context.claims`. */
  readonly claims: JsonObject;
  /** What the caller may do, as `@requiresScopes` asks for it. */
  readonly scopes: ReadonlySet<string>;
}
