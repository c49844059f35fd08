import { batchInForce } from "./batch-in-force.ts";
import type { Connector, Contract } from "./contract.ts";
import type { ContractPart } from "./contract-words.ts";
import { listInWords } from "./contract-words.ts";
import { describeFetch, describePrivacy } from "./describe-fetch.ts";
import { type DescribedFreshness, describeFreshness } from "./describe-freshness.ts";
import type { DescriptionFacts } from "./description-facts.ts";
import { FreshnessLookup, type PlaceFreshness } from "./freshness-lookup.ts";
import { least, leastPromise } from "./least-promise.ts";
import type { BatchPolicy } from "./policies.ts";

/** What the contracts of types say, in words. */
export class TypeContracts {
  readonly #contract: Contract;
  readonly #facts: DescriptionFacts;
  readonly #lookup: FreshnessLookup;

  constructor(contract: Contract, facts: DescriptionFacts) {
    this.#contract = contract;
    this.#facts = facts;
    this.#lookup = new FreshnessLookup(facts.types, contract.policies);
  }

  partsOf(typeName: string): readonly ContractPart[] {
    const connector = this.connectorOf(typeName);
    const place = this.#placeOf(typeName);
    const freshness = this.freshnessOf(typeName);
    const privacy = this.privacyOf(typeName);
    const promises = typeof place?.promises === "object" ? place.promises : [];
    const owners = new Set(promises.flatMap(({ owner }) => owner ?? []));
    return [
      ...(freshness === undefined
        ? []
        : [{ text: describeFreshness(freshness), owner: listInWords([...owners]) || undefined }]),
      ...(privacy === undefined ? [] : [{ text: privacy, owner: undefined }]),
      ...(connector === undefined
        ? []
        : [
            describeFetch({
              connector,
              policy: this.batchPolicyOf(connector),
              brings: "objects",
              isSourceTold: false,
            }),
          ]),
    ];
  }

  /** How old objects of a type may be; undefined where nobody says, and no connector returns any. */
  freshnessOf(typeName: string): DescribedFreshness | undefined {
    const promises = this.#placeOf(typeName)?.promises;
    if (promises === "missing") return this.#facts.unpromised.has(typeName) ? neverKept : undefined;
    if (typeof promises !== "object") return undefined;
    return {
      ...leastPromise(promises),
      missingTtlMs: least(promises.map(({ missingTtlMs }) => missingTtlMs)),
    };
  }

  /** For whom objects of a type are, in words; undefined: for everybody. */
  privacyOf(typeName: string): string | undefined {
    const isPrivate = this.#placeOf(typeName)?.isPrivate;
    return describePrivacy(this.connectorOf(typeName)?.inputs, isPrivate);
  }

  /** The connector that fetches objects of a type first of all; undefined where no call does. */
  connectorOf(typeName: string): Connector | undefined {
    const [first] = this.#contract.objectConnectors.get(typeName) ?? [];
    return first?.request === undefined ? undefined : first;
  }

  /** How the keys of a connector are gathered into calls. */
  batchPolicyOf(connector: Connector): BatchPolicy {
    const settings = this.#facts.batchSettings(connector.source?.name);
    return batchInForce(connector, this.#contract, settings);
  }

  /** What interfaces and unions say stands for themselves; what holds for a type may be theirs. */
  #placeOf(typeName: string): PlaceFreshness | undefined {
    const type = this.#facts.types.get(typeName);
    /* v8 ignore next -- @preserve: callers see no type that the schema does not have */
    return type && this.#lookup.ofObject(undefined, type);
  }
}

/** What is never kept has no windows. */
export const neverKept: DescribedFreshness = {
  ttlMs: 0,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  missingTtlMs: 0,
};
