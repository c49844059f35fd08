import type { DirectiveDefinitionNode } from "graphql";

import { definitionsOf, refusedDirectives } from "./directive-definitions.ts";
import type { KnownDefinitions } from "./directive-definitions.ts";
import type { LinkedFile } from "./linked-file.ts";
import { isSpecificationName } from "./specification-types.ts";

/**
 * The directives that a schema defines for itself. Definitions of directives that are known
 * anyway are tolerated, for the sake of editors, and left out.
 */
export function ownDirectivesOf(
  files: readonly LinkedFile[],
  { standard, connect, sluice }: KnownDefinitions,
): ReadonlyMap<string, DirectiveDefinitionNode> {
  const { directives } = definitionsOf({ definitions: files.flatMap(({ nodes }) => nodes) });
  const known = [standard, connect, sluice].map((definitions) => definitions.directives);
  const isOwn = (name: string): boolean =>
    !known.some((names) => names.has(name)) &&
    !refusedDirectives.has(name) &&
    !isSpecificationName(name);
  return new Map([...directives].filter(([name]) => isOwn(name)));
}
