import type { Connector } from "../contract/contract.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { MaybeJson, Problems } from "../mapping/mapping.ts";
import { compileFailure } from "./connector-failure.ts";
import { compileBatchMatcher } from "./match-batch.ts";
import type { Key, Outcome } from "./outcome.ts";

/** What the answer is to. */
export interface Asked {
  readonly keys: readonly Key[];
  /** Of the response; undefined where there was no call. */
  readonly status?: number;
  readonly problems?: Problems | undefined;
}

/**
 * Compiles how what is mapped of one answer becomes the outcomes of the keys that were asked for:
 * one per key, in their order.
 */
export function compileOutcomes(connector: Connector) {
  const { batch, keyFields, place } = connector;
  const failure = compileFailure(connector);
  const match = batch === undefined ? undefined : compileBatchMatcher(keyFields);
  const fetchesObjects = keyFields.length > 0 && place.kind !== "field";

  return (
    mapped: MaybeJson | GatewayError,
    { keys, status, problems }: Asked,
  ): readonly Outcome[] => {
    if (mapped instanceof GatewayError) return repeatError(keys, mapped);
    if (match !== undefined) {
      if (Array.isArray(mapped)) return match(mapped, keys, problems);
      return repeatError(
        keys,
        failure.ofAnswer("The answer to a batch must map to a list, and does not.", status),
      );
    }
    const isMissing = fetchesObjects && (mapped === null || mapped === undefined);
    return [isMissing ? { kind: "missing" } : { kind: "value", value: mapped }];
  };
}

/** The outcomes of keys that fail together. */
export function repeatError(keys: readonly Key[], error: GatewayError): readonly Outcome[] {
  const outcome: Outcome = { kind: "error", error };
  return keys.map(() => outcome);
}
