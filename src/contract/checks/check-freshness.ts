import type { ProblemLog } from "../contract-problem.ts";
import type { Policies } from "../policies.ts";
import type { ConnectorDeclaration } from "../read-connectors.ts";
import { namedTypeOf } from "../schema-types.ts";
import type { SchemaTypes } from "../schema-types.ts";

/**
 * Names each type that a connector returns without a `@freshness` of its own or of the field. It
 * is never cached, so that any connect schema runs unchanged. Mutations are never cached anyway.
 */
export function checkFreshness(
  declarations: readonly ConnectorDeclaration[],
  { types, policies }: { readonly types: SchemaTypes; readonly policies: Policies },
  problems: ProblemLog,
): void {
  const named = new Set<string>();
  const isFresh = (name: string): boolean => policies.freshness.has(name);
  for (const { connector, field, place } of declarations) {
    const typeName = field === undefined ? place.typeName : namedTypeOf(field.type);
    const possible = types.possibleTypes(typeName);
    const isPromised =
      isFresh(typeName) ||
      (field !== undefined && isFresh(connector.coordinate)) ||
      possible.every(({ name }) => isFresh(name.value));
    const isNews = place.kind !== "mutation" && possible.length > 0 && !named.has(typeName);
    if (isPromised || !isNews) continue;
    named.add(typeName);
    problems.warn("MISSING_TTL", types.get(typeName)?.name, {
      message: `${typeName} has no @freshness, so it is never cached; ${connector.id} returns it.`,
      help: `Say how long it stays fresh: @freshness(ttl: "…") on ${typeName}, or "0s" to say that it must not be kept.`,
    });
  }
}
