import type { DirectiveDefinitionNode, DirectiveNode, Source } from "graphql";
import { Kind, visit } from "graphql";

import type { ConnectVersion } from "../mapping/mapping.ts";
import type { ProblemLog } from "./contract-problem.ts";
import type { ParsedFile, SchemaNode } from "./parse-files.ts";
import { readSpecLinks } from "./spec-links.ts";
import { withoutSubgraphProtocol } from "./subgraph-protocol.ts";

/** A file whose directives go by the names of their specifications, whatever the file calls them. */
export interface LinkedFile {
  readonly file: string;
  readonly source: Source;
  readonly version: ConnectVersion;
  readonly nodes: readonly SchemaNode[];
  /** Whether a type of this name is only there for a specification's directives. */
  readonly isSpecificationType: (name: string) => boolean;
}

/** Reads the `@link`s of a file, and undoes the renaming that they allow. */
export function linkFile(parsed: ParsedFile, problems: ProblemLog): LinkedFile {
  const { directiveNames, ...links } = readSpecLinks(parsed, problems);
  const { file, source } = parsed;
  const nodes = withoutSubgraphProtocol(parsed);
  return { file, source, ...links, nodes: renameDirectives({ source, nodes }, directiveNames) };
}

function renameDirectives(
  { source, nodes }: Pick<ParsedFile, "source" | "nodes">,
  names: ReadonlyMap<string, string>,
): readonly SchemaNode[] {
  // Most files use none of the names: looking at each node of them is slow.
  const isUsed = ([from, to]: readonly [string, string]) =>
    from !== to && source.body.includes(from);
  const renames = new Map([...names].filter(isUsed));
  if (renames.size === 0) return nodes;
  const rename = <Named extends DirectiveNode | DirectiveDefinitionNode>(
    node: Named,
  ): Named | undefined => {
    const value = renames.get(node.name.value);
    return value === undefined ? undefined : { ...node, name: { ...node.name, value } };
  };
  return nodes.map((node) =>
    visit(node, { [Kind.DIRECTIVE]: rename, [Kind.DIRECTIVE_DEFINITION]: { leave: rename } }),
  );
}
