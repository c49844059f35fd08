import { type ASTNode, GraphQLError } from "graphql";

/** How a document or its variables go beyond a limit. */
export interface Excess {
  /** The code of the error: `TOO_DEEP`. Stable. */
  readonly code: string;
  /** The setting that says how much may be: `limits.depth`; undefined: no setting does. */
  readonly setting: string | undefined;
  readonly limit: number;
  /** How much there is; undefined where nobody counted to the end. */
  readonly found?: number | undefined;
  /** The rule, what was found, and what to do. */
  readonly message: string;
  /** Where in the document; undefined for all of it, and for what is in variables. */
  readonly node?: ASTNode | undefined;
}

/** The error of a request that asks for too much; nothing of it is run. */
export function limitExceeded({
  code,
  setting,
  limit,
  found,
  message,
  node,
}: Excess): GraphQLError {
  return new GraphQLError(setting === undefined ? message : `${message} (${setting})`, {
    nodes: node ?? null,
    extensions: {
      code,
      ...(setting !== undefined && { setting }),
      limit,
      ...(found !== undefined && { found }),
    },
  });
}
