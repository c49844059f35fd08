import type { ConstDirectiveNode } from "graphql";

import type { LinkedFile } from "./linked-file.ts";
import type { SchemaTypes } from "./schema-types.ts";

/** All files of a schema as one: the types merged, the directives checked against their definitions. */
export interface LinkedSchema {
  readonly files: readonly LinkedFile[];
  readonly types: SchemaTypes;
  /** The directives that are as defined; the others have a problem, or mean nothing here. */
  readonly soundDirectives: ReadonlySet<ConstDirectiveNode>;
  /** False where the name of a directive is misspelt: what it was meant to say is not known. */
  readonly areNamesKnown: boolean;
}
