import type { Connector } from "../contract/contract.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { isJsonObject } from "../kernel/json.ts";
import type { MaybeJson, Problems } from "../mapping/mapping.ts";
import { compileFailure } from "./connector-failure.ts";
import { compileBatchMatcher } from "./match-batch.ts";
import type { Key, Outcome } from "./outcome.ts";
import type { SourceFacts } from "./source-facts.ts";
import { unmappedKeys } from "./unmapped-keys.ts";

/** What the answer is to. */
export interface Asked {
  readonly keys: readonly Key[];
  /** Of the response; undefined where there was no call. */
  readonly status?: number;
  readonly problems?: Problems | undefined;
  /** What the response says of keeping it; undefined where nobody keeps it. */
  readonly facts?: SourceFacts | undefined;
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
    { keys, status, problems, facts }: Asked,
  ): readonly Outcome[] => {
    if (mapped instanceof GatewayError) return repeatError(keys, mapped);
    if (match !== undefined) {
      const fail = (message: string) => repeatError(keys, failure.ofAnswer(message, status));
      if (!Array.isArray(mapped)) {
        return fail("The answer to a batch must map to a list, and does not.");
      }
      const outcomes = match(mapped, keys, { problems, facts: factsOfOne(facts, keys) });
      if (outcomes.some(({ kind }) => kind === "value")) return outcomes;
      const unmapped = unmappedKeys(mapped, keyFields);
      if (unmapped.length === 0) return outcomes;
      return fail(
        `The items of a batch are told apart by their key fields; they have no ${unmapped.map((path) => `\`${path}\``).join(" and no ")}.`,
      );
    }
    if (!fetchesObjects || isJsonObject(mapped)) {
      return [{ kind: "value", value: mapped, source: facts }];
    }
    if (mapped === null || mapped === undefined) return [{ kind: "missing", source: facts }];
    const found = Array.isArray(mapped) ? "a list" : `a ${typeof mapped}`;
    const message = `What is fetched by key must map to an object; the answer maps to ${found}.`;
    return [{ kind: "error", error: failure.ofAnswer(message, status) }];
  };
}

/** What holds for each key of a call: validators are of the answer to all of them together. */
function factsOfOne(facts: SourceFacts | undefined, keys: readonly Key[]): SourceFacts | undefined {
  return facts?.validators === undefined || keys.length === 1
    ? facts
    : { ...facts, validators: undefined };
}

/** The outcomes of keys that fail together. */
function repeatError(keys: readonly Key[], error: GatewayError): readonly Outcome[] {
  const outcome: Outcome = { kind: "error", error };
  return keys.map(() => outcome);
}
