import type { Entry } from "../../../src/freshness/entry.ts";
import type { Subject } from "../../../src/freshness/invalidation-log.ts";
import type { JsonObject } from "../../../src/kernel/json.ts";

/** A value with these objects in it, of a connector whose types declare these tags. */
export function subjectOf({
  connectorId = "Query.users",
  objects,
  tags,
}: {
  readonly connectorId?: string;
  readonly objects: Readonly<Record<string, readonly JsonObject[]>>;
  readonly tags?: readonly string[];
}): Subject {
  return {
    connectorId,
    asked: { args: {}, this: {} },
    value: null,
    rules: {
      ttlMs: 1000,
      staleWhileRevalidateMs: 0,
      staleIfErrorMs: 0,
      missingTtlMs: 0,
      isPrivate: false,
      typeNames: new Set(Object.keys(objects)),
      tagsOf: tags && (() => tags),
      objectsOf: (typeName) => objects[typeName] ?? [],
    },
  };
}

/** An entry that was asked for when the log stood there. */
export function entryAt(position: number): Entry {
  return {
    outcome: { kind: "value", value: null },
    fetchedAtMs: 0,
    freshUntilMs: 1000,
    revalidateUntilMs: 1000,
    errorUntilMs: 1000,
    keepUntilMs: 1000,
    tookMs: 1,
    validators: undefined,
    position,
  };
}
