import type { DocumentNode, GraphQLError, GraphQLSchema } from "graphql";
import {
  Kind,
  KnownTypeNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueArgumentNamesRule,
  UniqueDirectiveNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  validateSchema,
} from "graphql";
import { validateSDL } from "graphql/validation/validate.js";

import type { ContractProblemCode, ProblemLog } from "../contract-problem.ts";
import type { LinkedFile } from "../linked-file.ts";

/** GraphQL's own rules that hold for each file by itself: nothing is defined twice. */
const uniquenessRules = [
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueEnumValueNamesRule,
  UniqueDirectiveNamesRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
];

/** Checks that a file defines nothing twice. Two files may define a type together. */
export function checkDuplicates({ nodes }: LinkedFile, problems: ProblemLog): void {
  const errors = validateSDL(documentOf(nodes), undefined, uniquenessRules);
  report(
    errors,
    { code: "DUPLICATE_DEFINITION", help: "Remove or rename one of the two." },
    problems,
  );
}

/** Checks that every type that is named is defined in some file. */
export function checkTypeNames(document: DocumentNode, problems: ProblemLog): void {
  const errors = validateSDL(document, undefined, [KnownTypeNamesRule]);
  report(errors, { code: "UNKNOWN_TYPE", help: "Define the type, or correct its name." }, problems);
}

/** Checks a schema by GraphQL's rules of type systems: interfaces are implemented, types not empty, … */
export function checkSchema(schema: GraphQLSchema, problems: ProblemLog): void {
  const help =
    "Correct the definition; fields and types with @inaccessible are no part of the API.";
  report(validateSchema(schema), { code: "INVALID_SCHEMA", help }, problems);
}

function documentOf(definitions: LinkedFile["nodes"]): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions };
}

function report(
  errors: readonly GraphQLError[],
  { code, help }: { readonly code: ContractProblemCode; readonly help: string },
  problems: ProblemLog,
): void {
  for (const { message, nodes } of errors) {
    // The last node is the one that does not fit to what stands before it. A merged definition has
    // no place of its own, but its name has.
    const node = nodes?.at(-1);
    const name = node !== undefined && "name" in node ? node.name : undefined;
    problems.error(code, name ?? node, { message, help });
  }
}
