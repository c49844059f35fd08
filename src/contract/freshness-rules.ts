import type { JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";

/** How long what a connector returns may be kept: the least that everything in its values allows. */
export interface FreshnessRules {
  /** More than 0: what is never kept has no rules. */
  readonly ttlMs: number;
  /** Counted from the end of the ttl, as in RFC 5861. */
  readonly staleWhileRevalidateMs: number;
  /** Counted from the end of the ttl, as in RFC 5861. */
  readonly staleIfErrorMs: number;
  /** How long "there is no such item" is remembered; 0: not at all. */
  readonly missingTtlMs: number;
  /** Whether it holds for its caller alone, whoever shares the connector's calls. */
  readonly isPrivate: boolean;
  /** The types whose objects are in its values. */
  readonly typeNames: ReadonlySet<string>;
  /** The tags of a value: those of all objects in it. Undefined where no type declares any. */
  readonly tagsOf: ((asked: AskedFor, value: MaybeJson) => readonly string[]) | undefined;
  /** The objects of a type in a value, with the fields that they were asked for by. */
  readonly objectsOf: (
    typeName: string,
    asked: AskedFor,
    value: MaybeJson,
  ) => readonly JsonObject[];
}

/** What a value was asked for by. */
export interface AskedFor {
  readonly args: JsonObject;
  readonly this: JsonObject;
}
