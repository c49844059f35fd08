import type { FreshnessPolicy, Policies } from "./policies.ts";
import type { SchemaType, SchemaTypes } from "./schema-types.ts";

/** A policy that says how long. */
interface FreshnessPromise extends FreshnessPolicy {
  readonly ttlMs: number;
}

/** What holds for values at one place of a connector's answer. */
export interface PlaceFreshness {
  /**
   * The promises that hold together: the least of them counts. "inherit": that of what holds the
   * value. "missing": nobody says, so that it is never kept.
   */
  readonly promises: readonly FreshnessPromise[] | "inherit" | "missing";
  readonly isPrivate: boolean;
  /** As they are written; those of the field come first. */
  readonly tags: readonly string[];
}

/**
 * Finds what holds for a value: what the field says through which it is reached, or else its type,
 * or else the interfaces and unions that the type is of. Only tags add up: those of the field and
 * those of the type hold both.
 */
export class FreshnessLookup {
  readonly #policies: Policies["freshness"];
  /** The interfaces and unions that a type is of, by its name. */
  readonly #abstractNames = new Map<string, string[]>();

  constructor(types: SchemaTypes, { freshness }: Pick<Policies, "freshness">) {
    this.#policies = freshness;
    for (const { name } of types.all.values()) {
      for (const possible of types.possibleTypes(name.value)) {
        if (possible.name.value === name.value) continue;
        const names = this.#abstractNames.get(possible.name.value) ?? [];
        this.#abstractNames.set(possible.name.value, [...names, name.value]);
      }
    }
  }

  /** For an object of a type; `coordinate` is that of the field, undefined where there is none. */
  ofObject(coordinate: string | undefined, { name }: SchemaType): PlaceFreshness {
    const ofField = this.#policies.get(coordinate ?? "");
    const ofType = this.#policies.get(name.value);
    const abstract = (this.#abstractNames.get(name.value) ?? [])
      .map((other) => this.#policies.get(other))
      .filter((policy) => policy !== undefined);
    const said = [ofField, ofType].filter((policy) => policy !== undefined);
    const first = said.find(isPromise);
    const promises = first === undefined ? abstract.filter(isPromise) : [first];
    const inherits = [...said, ...abstract].some(({ ttlMs }) => ttlMs === "inherit");
    const ofTypes = ofType === undefined ? abstract : [ofType];
    return {
      promises: promises.length > 0 ? promises : inherits ? "inherit" : "missing",
      isPrivate:
        ofField?.isPrivate ??
        ofType?.isPrivate ??
        abstract.some(({ isPrivate }) => isPrivate === true),
      tags: [...(ofField?.tags ?? []), ...ofTypes.flatMap(({ tags }) => tags)],
    };
  }

  /** For a field that is no object: it is kept as long as the object, unless it says otherwise. */
  ofScalar(coordinate: string): PlaceFreshness {
    const policy = this.#policies.get(coordinate);
    const isPromised = policy !== undefined && isPromise(policy);
    return {
      promises: isPromised ? [policy] : "inherit",
      isPrivate: policy?.isPrivate ?? false,
      tags: policy?.tags ?? [],
    };
  }
}

function isPromise(policy: FreshnessPolicy): policy is FreshnessPromise {
  return typeof policy.ttlMs === "number";
}
