import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isUnionType,
} from "graphql";

import type { Contract } from "../contract/contract.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { type InvalidatedKey, type Invalidation, joinInvalidations } from "./invalidation.ts";

/** The part of a contract that is used here. */
export type KnownNames = Pick<Contract, "schema" | "connectors" | "freshness">;

/**
 * Makes an invalidation that people wrote one of object types, and refuses what the schema does not
 * have: a name with a typo would end nothing. Tags are free.
 *
 * @throws ProblemsError with all names that there are not.
 */
export function resolveInvalidation(written: Invalidation, known: KnownNames): Invalidation {
  const typeNames = typeNamesOf(known);
  const ids = known.connectors.map(({ id }) => id);
  const unknownTypes = [...(written.types ?? []), ...(written.keys ?? []).map(({ type }) => type)]
    .filter((name) => !typeNames.has(name))
    .map((name) => unknown(`The schema has no type "${name}"`, [name, typeNames]));
  const unknownFields = (written.keys ?? []).flatMap((key) => fieldProblems(key, known.schema));
  const unknownConnectors = (written.connectors ?? [])
    .filter((id) => !ids.includes(id))
    .map((id) => unknown(`The schema has no connector "${id}"`, [id, ids]));
  const problems = [...unknownTypes, ...unknownFields, ...unknownConnectors];
  if (problems.length > 0) throw new ProblemsError(problems);
  return withMembers(written, known.schema);
}

/** The same, with an interface or a union as the object types that it stands for. */
export function withMembers(invalidation: Invalidation, schema: GraphQLSchema): Invalidation {
  const { types = [], keys = [] } = invalidation;
  const membersOf = (name: string): readonly string[] => {
    const type = schema.getType(name);
    return isAbstractType(type)
      ? schema.getPossibleTypes(type).map((member) => member.name)
      : [name];
  };
  return joinInvalidations([
    {
      ...invalidation,
      types: types.flatMap(membersOf),
      keys: keys.flatMap(({ type, key }) => membersOf(type).map((name) => ({ type: name, key }))),
    },
  ]);
}

/** Callers do not see all types: those that connectors return are known, too. */
function typeNamesOf({ schema, freshness }: KnownNames): ReadonlySet<string> {
  const seen = Object.values(schema.getTypeMap()).filter(isReturned);
  const kept = [...freshness.values()].flatMap(({ typeNames }) => Array.from(typeNames));
  return new Set([...seen.map(({ name }) => name), ...kept]);
}

function isReturned(type: GraphQLNamedType): boolean {
  return isCompositeType(type) && !type.name.startsWith("__");
}

function fieldProblems({ type: typeName, key }: InvalidatedKey, schema: GraphQLSchema): Problem[] {
  const type = schema.getType(typeName);
  // Of a type that callers do not see, or of a union, there are no fields to compare with.
  if (!isCompositeType(type) || isUnionType(type)) return [];
  const fields = Object.keys(type.getFields());
  return Object.keys(key)
    .filter((name) => !fields.includes(name))
    .map((name) => unknown(`${typeName} has no field "${name}"`, [name, fields]));
}

function unknown(
  message: string,
  [written, candidates]: readonly [string, Iterable<string>],
): Problem {
  return {
    code: "INVALIDATION_UNKNOWN_NAME",
    severity: "error",
    message: `${message}.`,
    help:
      didYouMean(written, candidates).trim() || "Correct the name: it must be one of the schema's.",
    origin: undefined,
  };
}
