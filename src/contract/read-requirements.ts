import type { ConstDirectiveNode, ConstValueNode } from "graphql";

import { argumentOf, itemsOf, requiredString } from "./argument-values.ts";
import type { LinkedSchema } from "./linked-schema.ts";
import type { Requirement, Requirements, ScopeChoice } from "./requirements.ts";
import { namedTypeOf, type SchemaType } from "./schema-types.ts";

/**
 * Reads who may see what: `@authenticated` and `@requiresScopes`. What stands at several places of one
 * value adds up: on the field and on its type; on the interfaces of the object and on their field of
 * that name, hidden ones among them; and for the fields of a root, on the root type.
 */
export function readRequirements({
  types,
  soundDirectives,
}: Pick<LinkedSchema, "types" | "soundDirectives">): Requirements {
  const merge = createMerge();
  const needsOf = (node: Guarded | undefined): Needs =>
    node?.directives?.filter((it) => soundDirectives.has(it)).flatMap(readNeed) ?? [];
  /** A type, and the interfaces that its objects are of as well. */
  const placesOf = (type: SchemaType): readonly (SchemaType | undefined)[] => [
    type,
    ...type.interfaces.map(({ name }) => types.get(name.value)),
  ];
  const needsOfType = (type: SchemaType | undefined): Needs =>
    type === undefined ? [] : placesOf(type).flatMap(needsOf);

  const ofTypes = new Map<string, Requirement>();
  const ofFields = new Map<string, Requirement>();
  for (const [typeName, type] of types.all) {
    const ofType = merge(needsOfType(type));
    if (ofType !== undefined) ofTypes.set(typeName, ofType);
    for (const [fieldName, field] of type.fields) {
      const requirement = merge([
        ...(types.rootOf(typeName) === undefined ? [] : needsOfType(type)),
        ...placesOf(type).flatMap((place) => needsOf(place?.fields.get(fieldName))),
        ...needsOfType(types.get(namedTypeOf(field.type))),
      ]);
      if (requirement !== undefined) ofFields.set(`${typeName}.${fieldName}`, requirement);
    }
  }
  return { fields: ofFields, types: ofTypes };
}

interface Guarded {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** What directives ask for: sets of scopes, or nothing but a caller who is known. */
type Needs = readonly (ScopeChoice | "authenticated")[];

function readNeed(directive: ConstDirectiveNode): Needs {
  switch (directive.name.value) {
    case "authenticated":
      return ["authenticated"];
    case "requiresScopes":
      return [itemsOf(argumentOf(directive, "scopes")).map(readSet)];
    default:
      return [];
  }
}

function readSet(set: ConstValueNode): readonly string[] {
  return [...new Set(itemsOf(set).map((scope) => requiredString(scope).value))];
}

/** Makes one requirement of several; the same object for the same one. Undefined where there is none. */
function createMerge(): (needs: Needs) => Requirement | undefined {
  const known = new Map<string, Requirement>();
  return (needs) => {
    if (needs.length === 0) return undefined;
    const choices = needs.filter((need) => need !== "authenticated");
    const distinct = new Map(choices.map((choice) => [identityOf(choice), choice]));
    const id = [...distinct.keys()].toSorted().join();
    let requirement = known.get(id);
    if (requirement === undefined) {
      requirement = { scopes: [...distinct.values()] };
      known.set(id, requirement);
    }
    return requirement;
  };
}

/** The same for what differs in order alone. */
function identityOf(choice: ScopeChoice): string {
  return JSON.stringify(choice.map((set) => JSON.stringify(set.toSorted())).toSorted());
}
