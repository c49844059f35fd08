import type { ProblemLog } from "../contract-problem.ts";
import type { Connector } from "../contract.ts";
import { listInWords } from "../contract-words.ts";
import { costsCall } from "../costs-call.ts";
import type { FieldFetches } from "../field-fetches.ts";
import type { LazyLookup } from "../lazy-lookup.ts";
import type { SchemaTypes } from "../schema-types.ts";
import { namedTypeOf } from "../schema-types.ts";
import { coverageOf } from "../shape-coverage.ts";

export interface UnbatchedFacts {
  readonly connectors: readonly Connector[];
  readonly fetches: FieldFetches;
  readonly types: SchemaTypes;
  readonly lazyOf: LazyLookup;
}

/**
 * Warns of connectors that fetch for one object at a time what a list of them lacks: as many calls
 * as the list is long. Not of lazy fields: their callers are told.
 */
export function checkUnbatched(facts: UnbatchedFacts, problems: ProblemLog): void {
  for (const connector of facts.connectors) {
    if (connector.batch !== undefined || !costsCall(connector)) continue;
    const { typeName, fieldNames } = broughtBy(connector, facts.types);
    const dear = fieldNames.filter((name) => isDear(connector, { typeName, name }, facts));
    const [first] = dear;
    if (first === undefined) continue;
    const list = facts.fetches.leftOutOfList(typeName, first)?.id;
    problems.warn("UNBATCHED_IN_LIST", connector.origin, {
      message: `What a list needs comes in few calls; "${connector.id}" makes one for each ${typeName} that "${list}" lists, for ${fieldsInWords(dear)}.`,
      help: `Fetch many at once, with a connector on ${typeName} that reads \`$batch\`; or tell callers what it costs: @lazy(reason: "…") on ${fieldsInWords(dear)}.`,
    });
  }
}

/** The fields that a connector may be asked for on objects that are there. */
function broughtBy(
  { place, selection, keyFields }: Connector,
  types: SchemaTypes,
): { readonly typeName: string; readonly fieldNames: readonly string[] } {
  if (place.kind === "field" && keyFields.length > 0) {
    return { typeName: place.typeName, fieldNames: [place.fieldName] };
  }
  if (place.kind === "mutation" || keyFields.length === 0) return { typeName: "", fieldNames: [] };
  const field =
    place.kind === "object" ? undefined : types.get(place.typeName)?.fields.get(place.fieldName);
  const typeName = field === undefined ? place.typeName : namedTypeOf(field.type);
  const { fields } = coverageOf(selection.shape, typeName);
  return { typeName, fieldNames: [...fields.keys()] };
}

function isDear(
  connector: Connector,
  { typeName, name }: { readonly typeName: string; readonly name: string },
  { fetches, lazyOf }: UnbatchedFacts,
): boolean {
  return (
    lazyOf(typeName, name) === undefined &&
    // Another that is asked before it, such as one that reads `$batch`, spares it.
    fetches.connectorsOf(typeName, name)[0] === connector &&
    fetches.leftOutOfList(typeName, name) !== undefined
  );
}

function fieldsInWords(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  return listInWords(names.length > 5 ? [...shown, `${names.length - 5} more`] : shown);
}
