import type { Connector } from "../contract/contract.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import type { JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { RequestContext } from "./request-context.ts";

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
}

/** What came of one key. */
export type Outcome =
  | { readonly kind: "value"; readonly value: MaybeJson }
  | { readonly kind: "missing" }
  | FailedOutcome;

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
