import { type ASTNode, GraphQLError, type Source } from "graphql";

/** What is too much of a document or its variables, as clients see it in `extensions.code`. Stable. */
export type LimitCode =
  | "DOCUMENT_TOO_LARGE"
  | "TOO_MANY_TOKENS"
  | "TOO_DEEP"
  | "TOO_MANY_FIELDS"
  | "TOO_MANY_ROOT_FIELDS"
  | "TOO_MANY_ALIASES"
  | "TOO_MANY_DIRECTIVES"
  | "TOO_MANY_REPETITIONS"
  | "LIST_TOO_LONG"
  | "VARIABLES_TOO_DEEP"
  | "TOO_MANY_VALUES";

/** How a document or its variables go beyond a limit. */
export interface Excess {
  /** The setting that says how much may be: `limits.depth`; undefined: no setting does. */
  readonly setting: string | undefined;
  readonly limit: number;
  /** How much there is; undefined where nobody counted to the end. */
  readonly found?: number | undefined;
  /** The rule, what was found, and what to do. */
  readonly message: string;
  /** Where in the document; undefined for all of it, and for what is in variables. */
  readonly node?: ASTNode | undefined;
  /** The same for a document that is not read yet. */
  readonly place?: { readonly source: Source; readonly position: number };
}

/** The error of a request that asks for too much; nothing of it is run. */
export function limitExceeded(
  code: LimitCode,
  { setting, limit, found, message, node, place }: Excess,
): GraphQLError {
  return new GraphQLError(setting === undefined ? message : `${message} (${setting})`, {
    nodes: node ?? null,
    source: place?.source ?? null,
    positions: place && [place.position],
    extensions: {
      code,
      ...(setting !== undefined && { setting }),
      limit,
      ...(found !== undefined && { found }),
    },
  });
}

/** Whether a code is one of these. */
export function isLimitCode(code: string): boolean {
  return Object.hasOwn(limitCodes, code);
}

const limitCodes: Readonly<Record<LimitCode, true>> = {
  DOCUMENT_TOO_LARGE: true,
  TOO_MANY_TOKENS: true,
  TOO_DEEP: true,
  TOO_MANY_FIELDS: true,
  TOO_MANY_ROOT_FIELDS: true,
  TOO_MANY_ALIASES: true,
  TOO_MANY_DIRECTIVES: true,
  TOO_MANY_REPETITIONS: true,
  LIST_TOO_LONG: true,
  VARIABLES_TOO_DEEP: true,
  TOO_MANY_VALUES: true,
};
