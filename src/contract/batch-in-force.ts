import type { Connector, Contract } from "./contract.ts";
import { fetchedType } from "./fetched-type.ts";
import type { BatchPolicy, Policies } from "./policies.ts";

/** What the operator says of how keys are gathered into calls of one source. */
export interface BatchSettings {
  /** The window where the schema has none; where it has one, an upper bound for it. */
  readonly windowMs: number | undefined;
  /** "REQUEST" holds whatever the schema says; "SCOPE" is what it is without either saying so. */
  readonly sharing?: "SCOPE" | "REQUEST" | undefined;
}

export interface BatchingSchema extends Pick<Contract, "schema"> {
  readonly policies: Pick<Policies, "batch">;
}

/**
 * What holds for the calls of a connector: `@batch` of its field wins over that of the type it
 * fetches, and the operator over both.
 */
export function batchInForce(
  connector: Connector,
  { policies, schema }: BatchingSchema,
  { windowMs, sharing }: BatchSettings,
): BatchPolicy {
  const policy =
    policies.batch.get(connector.coordinate) ?? policies.batch.get(fetchedType(connector, schema));
  const declaredMs = policy?.windowMs ?? windowMs ?? 0;
  return {
    // Without `$batch` a call has one key, and company would be of no use.
    windowMs: connector.batch === undefined ? 0 : Math.min(declaredMs, windowMs ?? declaredMs),
    sharing: sharing === "REQUEST" ? sharing : (policy?.sharing ?? "SCOPE"),
    onFailure: policy?.onFailure ?? "SPLIT",
    owner: policy?.owner,
  };
}
