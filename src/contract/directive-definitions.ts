import { readFileSync } from "node:fs";

import type { DirectiveDefinitionNode, DocumentNode, TypeDefinitionNode } from "graphql";
import {
  GraphQLSchema,
  isTypeDefinitionNode,
  Kind,
  parse,
  printIntrospectionSchema,
  Source,
} from "graphql";

/** Directives and the types of their arguments, by name. */
export interface Definitions {
  readonly directives: ReadonlyMap<string, DirectiveDefinitionNode>;
  readonly types: ReadonlyMap<string, TypeDefinitionNode>;
}

/** The definitions that a schema need not bring itself. */
export interface KnownDefinitions {
  /** GraphQL's own: `@deprecated`, `@specifiedBy`, … */
  readonly standard: Definitions;
  /** `@source`, `@connect`, `@link` and the federation directives that are tolerated. */
  readonly connect: Definitions;
  /** Our own. */
  readonly sluice: Definitions;
  /** `sluice` as it stands in its file. */
  readonly sluiceDocument: DocumentNode;
}

/** Federation directives that would change answers here, so that ignoring them would be wrong. */
export const refusedDirectives: ReadonlySet<string> = new Set([
  "requires",
  "provides",
  "override",
  "interfaceObject",
  "context",
  "fromContext",
]);

/** Federation directives that say who may see something, and are not known here: ignoring them would show it to everybody. */
export const protectingDirectives: ReadonlySet<string> = new Set(["policy"]);

/** Reads the definition files that ship with this package, beside `src/` and `dist/`. */
export function readKnownDefinitions(): KnownDefinitions {
  const sluiceDocument = readDefinitions("sluice.graphql");
  return {
    standard: definitionsOf(parse(printIntrospectionSchema(new GraphQLSchema({})))),
    connect: definitionsOf(readDefinitions("connect.graphql")),
    sluice: definitionsOf(sluiceDocument),
    sluiceDocument,
  };
}

/** The directive and type definitions among nodes; of two with one name, the first. */
export function definitionsOf({ definitions }: Pick<DocumentNode, "definitions">): Definitions {
  const directives = new Map<string, DirectiveDefinitionNode>();
  const types = new Map<string, TypeDefinitionNode>();
  for (const node of definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION && !directives.has(node.name.value)) {
      directives.set(node.name.value, node);
    } else if (isTypeDefinitionNode(node) && !types.has(node.name.value)) {
      types.set(node.name.value, node);
    }
  }
  return { directives, types };
}

function readDefinitions(name: string): DocumentNode {
  const url = new URL(`../../schema/${name}`, import.meta.url);
  return parse(new Source(readFileSync(url, "utf8"), name));
}
