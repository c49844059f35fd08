import type { ASTNode } from "graphql";

import { ProblemsError } from "../kernel/problem.ts";
import type { Origin, Problem } from "../kernel/problem.ts";
import { endColumnOfNode, originOfNode, type Span } from "./origin.ts";

/** What can be wrong in a schema. The codes are stable; checks/ has a file for each family. */
export type ContractProblemCode =
  // Files and SDL
  | "SCHEMA_NOT_FOUND"
  | "SCHEMA_EMPTY"
  | "SDL_SYNTAX"
  | "EXECUTABLE_DEFINITION"
  | "DUPLICATE_DEFINITION"
  | "UNKNOWN_TYPE"
  | "INVALID_SCHEMA"
  | "HIDDEN_TYPE_USED"
  | "NO_QUERY_TYPE"
  | "SUBSCRIPTIONS_UNSUPPORTED"
  // Several files
  | "TYPE_CONFLICT"
  | "FIELD_CONFLICT"
  | "EXTENDS_NOTHING"
  // Links and directives
  | "UNSUPPORTED_VERSION"
  | "UNKNOWN_IMPORT"
  | "UNKNOWN_SPECIFICATION"
  | "COMPOSED_SCHEMA"
  | "DUPLICATE_LINK"
  | "UNSUPPORTED_DIRECTIVE"
  | "MISSPELT_DIRECTIVE"
  | "UNKNOWN_DIRECTIVE"
  | "DIRECTIVE_MISPLACED"
  | "DIRECTIVE_REPEATED"
  | "UNKNOWN_ARGUMENT"
  | "MISSING_ARGUMENT"
  | "INVALID_VALUE"
  // Our own directives
  | "INVALID_DURATION"
  | "INVALID_TAG"
  | "INVALID_LIST_SIZE"
  | "UNKNOWN_TAG"
  | "MUTATION_ONLY"
  | "MISSING_TTL"
  | "FRESHNESS_OVERRIDES"
  | "FRESHNESS_UNUSED"
  | "FRESHNESS_NOT_REACHED"
  | "TAG_MIXES_PRIVATE"
  | "INVALIDATES_MISSING"
  | "LAZY_NON_NULL"
  | "LAZY_MISPLACED"
  | "LAZY_UNUSED"
  | "DEAR_NOT_LAZY"
  | "UNBATCHED_IN_LIST"
  | "OWNER_MISSING"
  // Sources
  | "INVALID_SOURCE_NAME"
  | "DUPLICATE_SOURCE"
  | "UNKNOWN_SOURCE"
  | "INVALID_BASE_URL"
  // Requests
  | "HTTP_MISSING"
  | "HTTP_METHOD"
  | "URL_NOT_RELATIVE"
  | "URL_NOT_ABSOLUTE"
  | "INVALID_HEADER"
  | "BODY_WITH_GET"
  // Mappings
  | "MAPPING_SYNTAX"
  | "MAPPING_METHOD"
  | "MAPPING_MAKES_OBJECT"
  | "TEMPLATE_WITHOUT_BRACES"
  | "VARIABLE_UNAVAILABLE"
  | "UNDEFINED_ARGUMENT"
  | "UNDEFINED_THIS_FIELD"
  | "UNNAMED_HEADER"
  | "UNKNOWN_RESPONSE_PART"
  | "SELECTION_UNKNOWN_FIELD"
  | "SELECTION_UNKNOWN_TYPE"
  | "SELECTION_GROUP_MISSING"
  | "SELECTION_GROUP_ON_SCALAR"
  | "SELECTION_CIRCULAR"
  | "SELECTION_EMPTY"
  | "SELECTION_WITHOUT_TYPENAME"
  | "LITERAL_NEVER_FITS"
  // Connectors, keys and batches
  | "CONNECTOR_MISPLACED"
  | "DUPLICATE_CONNECTOR_ID"
  | "CONNECTOR_WITHOUT_KEY"
  | "INVALID_KEY"
  | "ENTITY_MISPLACED"
  | "ENTITY_ARGUMENTS"
  | "BATCH_WITH_THIS"
  | "BATCH_KEY_NOT_SELECTED"
  | "INVALID_BATCH_SIZE"
  | "BATCH_UNUSED"
  // Resolvers
  | "INVALID_BATCH_RESOLVER"
  // Coverage
  | "UNRESOLVABLE_FIELD"
  | "FIELD_LEFT_OUT";

/** What is wrong, and what to do about it. */
export interface ProblemText {
  readonly message: string;
  readonly help: string;
}

/** Of a problem: with a node or a span it is known where it ends. */
type Place = ASTNode | Origin | Span | undefined;

/** Collects the problems of one reading, so that all of them are told at once. */
export class ProblemLog {
  readonly #problems: Problem[] = [];
  #errorCount = 0;

  error(code: ContractProblemCode, place: Place, text: ProblemText): void {
    this.#errorCount += 1;
    this.#problems.push({ code, severity: "error", ...text, ...spanOf(place) });
  }

  warn(code: ContractProblemCode, place: Place, text: ProblemText): void {
    this.#problems.push({ code, severity: "warning", ...text, ...spanOf(place) });
  }

  /** How many errors there are so far: a check that leaves it as it is has found none. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** All problems, by place. */
  get problems(): readonly Problem[] {
    return this.#problems.toSorted(
      ({ origin: left = nowhere }, { origin: right = nowhere }) =>
        left.file.localeCompare(right.file) || left.line - right.line || left.column - right.column,
    );
  }

  /** @throws ProblemsError with all problems, when one of them is an error. */
  throwIfErrors(): void {
    if (this.#errorCount > 0) throw new ProblemsError(this.problems);
  }
}

const nowhere: Origin = { file: "", line: 0, column: 0 };

function spanOf(place: Place): Pick<Problem, "origin" | "endColumn"> {
  if (place === undefined) return { origin: undefined };
  if ("endColumn" in place) return place;
  return "kind" in place
    ? { origin: originOfNode(place), endColumn: endColumnOfNode(place) }
    : { origin: place };
}
