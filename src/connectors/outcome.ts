import type { Connector } from "../contract/contract.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import type { JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { RequestContext } from "./request-context.ts";
import type { SourceFacts, Validators } from "./source-facts.ts";

/**
 * One thing that a connector is asked for.
 *
 * For a connector with `$batch` it is one object of the batch, and `this` holds its key fields.
 * For all others it is one call.
 */
export interface Key {
  /** Canonical: two keys of one connector are equal exactly when their ids are. */
  readonly id: string;
  /** The arguments the connector reads. */
  readonly args: JsonObject;
  /** The fields of the parent, or of the object, that the connector reads. */
  readonly this: JsonObject;
  /** An answer to this key that is kept and no longer fresh: the source may say that it still holds. */
  readonly known?: KnownAnswer | undefined;
}

export interface KnownAnswer {
  readonly outcome: ValueOutcome;
  readonly validators: Validators;
}

/** What came of one key. */
export type Outcome = ValueOutcome | MissingOutcome | FailedOutcome;

export interface ValueOutcome extends OutcomeFacts {
  readonly kind: "value";
  readonly value: MaybeJson;
}

export interface MissingOutcome extends OutcomeFacts {
  readonly kind: "missing";
}

interface OutcomeFacts {
  /** Undefined where no call was made. */
  readonly source?: SourceFacts | undefined;
  /** Undefined where the schema does not allow to keep it: then it holds for this answer alone. */
  readonly freshness?: OutcomeFreshness | undefined;
}

/** How fresh an outcome is, and how it came to the caller. Times are since 1970. */
export interface OutcomeFreshness {
  readonly fetchedAtMs: number;
  /** In the past where it is served stale. */
  readonly freshUntilMs: number;
  /** Whether it holds for its caller alone. */
  readonly isPrivate: boolean;
  /** Whether it was kept, or asked of the source just now. */
  readonly isHit: boolean;
  /** Why it is served though it is stale; undefined: it is fresh. */
  readonly stale: StaleReason | undefined;
}

export type StaleReason =
  /** It is being asked for anew, for those who come later. */
  | { readonly kind: "revalidating" }
  /** The source failed, with this error. */
  | { readonly kind: "error"; readonly error: GatewayError };

export interface FailedOutcome {
  readonly kind: "error";
  readonly error: GatewayError;
}

/**
 * Fetches keys of one connector.
 *
 * Gives one outcome per key, in the order of the keys, and never rejects: a failure is an outcome.
 * The keys are distinct.
 */
export type FetchKeys = (
  connector: Connector,
  keys: readonly Key[],
  request: RequestContext,
) => Promise<readonly Outcome[]>;
