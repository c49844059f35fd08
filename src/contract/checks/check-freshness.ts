import type { ConnectorFreshness } from "../connector-freshness.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { SchemaTypes } from "../schema-types.ts";

/**
 * Names each type that a connector returns and of which nothing says how long it is kept: then what
 * holds it is never kept, so that any connect schema runs unchanged. With `isRequired` it is wrong.
 */
export function checkFreshness(
  { missing }: ConnectorFreshness,
  { types, isRequired }: { readonly types: SchemaTypes; readonly isRequired: boolean },
  problems: ProblemLog,
): void {
  for (const [typeName, ids] of missing) {
    const text = {
      message: `${typeName} has no @freshness, so what holds it is never kept: ${listOf(ids)}.`,
      help: `Say how long it stays fresh: @freshness(ttl: "…") on ${typeName}, or on the field that returns it; "0s" says that it must not be kept.`,
    };
    const place = types.get(typeName)?.name;
    if (isRequired) problems.error("MISSING_TTL", place, text);
    else problems.warn("MISSING_TTL", place, text);
  }
}

function listOf(ids: readonly string[]): string {
  const shown = ids.slice(0, 8).join(", ");
  return ids.length > 8 ? `${shown}, and ${ids.length - 8} more` : shown;
}
