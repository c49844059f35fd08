import type { FieldDefinitionNode } from "graphql";

import type { Contract } from "../contract.ts";
import { listInWords } from "../contract-words.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";
import { namedTypeOf } from "../schema-types.ts";

/**
 * Warns of mutations that say nothing of what they make stale, and return objects of a type that is
 * kept, themselves or in the fields of a payload: callers would read them as they were before.
 */
export function checkMutationEffects(
  { freshness, policies }: Pick<Contract, "freshness" | "policies">,
  types: SchemaTypes,
  problems: ProblemLog,
): void {
  const kept = new Set<string>();
  for (const { typeNames } of freshness.values()) for (const name of typeNames) kept.add(name);
  const keptIn = (field: FieldDefinitionNode): readonly SchemaType[] =>
    types.possibleTypes(namedTypeOf(field.type)).filter(({ name }) => kept.has(name.value));

  const { mutation } = types.roots;
  for (const [fieldName, field] of types.get(mutation)?.fields ?? []) {
    if (policies.invalidates.has(`${mutation}.${fieldName}`)) continue;
    const own = keptIn(field);
    const payloads = own.length > 0 ? [] : types.possibleTypes(namedTypeOf(field.type));
    const inPayload = payloads.flatMap(({ fields }) => [...fields.values()].flatMap(keptIn));
    const names = new Set([...own, ...inPayload].map(({ name }) => name.value));
    if (names.size === 0) continue;
    const tags = [...names].flatMap((name) => policies.freshness.get(name)?.tags ?? []);
    const such = tags.length === 0 ? "" : `, such as ${tags.map((tag) => `"${tag}"`).join(", ")}`;
    problems.warn("INVALIDATES_MISSING", field.name, {
      message: `A mutation says what it makes stale; "${mutation}.${fieldName}" says nothing, and returns ${listInWords([...names])}, which is kept.`,
      help: `Name tags of what it changes${such}, with its own arguments in them: @invalidates(tags: […]); an empty list says that it makes nothing stale.`,
    });
  }
}
