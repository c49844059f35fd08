import type { NameNode } from "graphql";

import type { ConnectorFreshness } from "../connector-freshness.ts";
import type { ProblemLog, ProblemText } from "../contract-problem.ts";
import type { SchemaTypes } from "../schema-types.ts";

/**
 * Names each type that a connector returns and of which nothing says how long it is kept: then what
 * holds it is never kept, so that any connect schema runs unchanged. Of a root field that returns no
 * object, only the field can say it. With `isRequired` it is wrong.
 */
export function checkFreshness(
  { missing, missingFields }: ConnectorFreshness,
  { types, isRequired }: { readonly types: SchemaTypes; readonly isRequired: boolean },
  problems: ProblemLog,
): void {
  const report = (place: NameNode | undefined, { message, help }: ProblemText): void => {
    if (isRequired) problems.error("MISSING_TTL", place, { message, help: `${help} ${why}` });
    else problems.warn("MISSING_TTL", place, { message, help });
  };
  for (const [typeName, ids] of missing) {
    report(types.get(typeName)?.name, {
      message: `${typeName} has no @freshness, so what holds it is never kept: ${listOf(ids)}.`,
      help: `Say how long it stays fresh: @freshness(ttl: "…") on ${typeName}, or on the field that returns it; "0s" says that it must not be kept.`,
    });
  }
  for (const [coordinate, { name }] of missingFields) {
    report(name, {
      message: `${coordinate} has no @freshness, and returns no type that has one, so what it returns is never kept.`,
      help: `Say how long it stays fresh: @freshness(ttl: "…") on ${coordinate}; "0s" says that it must not be kept.`,
    });
  }
}

const why = "The setting `cache.requireTtl` makes this an error; without it, it is a warning.";

function listOf(ids: readonly string[]): string {
  const shown = ids.slice(0, 8).join(", ");
  return ids.length > 8 ? `${shown}, and ${ids.length - 8} more` : shown;
}
