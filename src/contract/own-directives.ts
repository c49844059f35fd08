import type { DirectiveDefinitionNode } from "graphql";

import { definitionsOf, refusedDirectives } from "./directive-definitions.ts";
import type { KnownDefinitions } from "./directive-definitions.ts";
import type { LinkedFile } from "./linked-file.ts";
import { isSpecificationName } from "./specification-types.ts";
import { writtenNameOf } from "./written-name.ts";

/**
 * The directives that a schema defines for itself, by the names that stand for them. Definitions of directives that are known
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
  return new Map(
    [...directives]
      .filter(([name]) => isOwn(name))
      .map(([name, node]) => [name, withWrittenName(node)]),
  );
}

/** Callers know it by the name that its file gives it. */
function withWrittenName(node: DirectiveDefinitionNode): DirectiveDefinitionNode {
  return { ...node, name: { ...node.name, value: writtenNameOf(node) } };
}
