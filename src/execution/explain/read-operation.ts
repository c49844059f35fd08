import {
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  Source,
  specifiedRules,
  validate,
  type ValidationRule,
} from "graphql";

import { type Problem, ProblemsError } from "../../kernel/problem.ts";
import type { Variables } from "../plan.ts";

/** An operation as somebody wrote it. */
export interface OperationText {
  readonly query: string;
  /** What its problems name as its file. Default: "operation". */
  readonly file?: string | undefined;
  /** Needed where the document has several operations. */
  readonly operationName?: string | undefined;
}

/** An operation that fits its schema. */
export interface ReadOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * Reads an operation: parses its document, and holds it to the schema and to `rules` besides those
 * of GraphQL.
 *
 * @throws ProblemsError with everything that is wrong, each with its place.
 */
export function readOperation(
  { query, file = "operation", operationName }: OperationText,
  schema: GraphQLSchema,
  rules: readonly ValidationRule[] = [],
): ReadOperation {
  const document = parseDocument(query, file);
  const errors = validate(schema, document, [...specifiedRules, ...rules]);
  if (errors.length > 0) {
    throw new ProblemsError(errors.map((error) => problemOf(error, file, invalid)));
  }
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) {
    throw new ProblemsError([noSuchOperation(document, operationName)]);
  }
  return { document, operation };
}

/**
 * The variables of an operation after coercion; undefined where none are given though some are
 * needed: then they are not known.
 *
 * @throws ProblemsError with everything that is wrong with those that are given.
 */
export function readVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Variables | undefined,
  schema: GraphQLSchema,
): Variables | undefined {
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, { ...given });
  if (errors === undefined) return coerced;
  if (given === undefined) return undefined;
  throw new ProblemsError(
    errors.map(({ message }) => problemOf(new GraphQLError(message), "", wrongVariables)),
  );
}

function parseDocument(query: string, file: string): DocumentNode {
  try {
    return parse(new Source(query, file));
  } catch (error) {
    // v8 ignore next -- the parser throws nothing else
    if (!(error instanceof GraphQLError)) throw error;
    throw new ProblemsError([problemOf(error, file, syntax)]);
  }
}

type Kindred = Pick<Problem, "code" | "severity" | "help">;

const syntax: Kindred = {
  code: "OPERATION_SYNTAX",
  severity: "error",
  help: "Correct the GraphQL syntax at this place.",
};

const invalid: Kindred = {
  code: "OPERATION_INVALID",
  severity: "error",
  help: "Correct the operation; `sluice print` shows the schema that it must fit.",
};

const wrongVariables: Kindred = {
  code: "OPERATION_VARIABLES_INVALID",
  severity: "error",
  help: "Correct the variables; without any, the explanation takes them as not known.",
};

function problemOf({ message, locations }: GraphQLError, file: string, kind: Kindred): Problem {
  const [place] = locations ?? [];
  return { ...kind, message, origin: place && { file, line: place.line, column: place.column } };
}

function noSuchOperation(document: DocumentNode, name: string | undefined): Problem {
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? "(no name)"] : [],
  );
  return {
    code: "OPERATION_NOT_FOUND",
    severity: "error",
    message:
      name === undefined
        ? `The document must have one operation, or one of them must be named, and it has ${names.length}.`
        : `The document has no operation named "${name}".`,
    help: `Name one of its operations: ${names.join(", ")}.`,
    origin: undefined,
  };
}
