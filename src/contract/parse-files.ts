import type { DocumentNode, TypeSystemDefinitionNode, TypeSystemExtensionNode } from "graphql";
import {
  GraphQLError,
  isTypeSystemDefinitionNode,
  isTypeSystemExtensionNode,
  parse,
  Source,
} from "graphql";

import type { ProblemLog } from "./contract-problem.ts";
import type { SchemaFile } from "./schema-files.ts";

/** A definition or extension of a schema. */
export type SchemaNode = TypeSystemDefinitionNode | TypeSystemExtensionNode;

/** A file as SDL. Every node of it names `source` in its location. */
export interface ParsedFile {
  readonly file: string;
  readonly source: Source;
  readonly nodes: readonly SchemaNode[];
}

/** Parses each file. A file with a syntax error is left out, with a problem. */
export function parseFiles(files: readonly SchemaFile[], problems: ProblemLog): ParsedFile[] {
  return files.flatMap(({ file, text }) => {
    const source = new Source(text, file);
    const document = parseSource(source, problems);
    if (document === undefined) return [];
    return [{ file, source, nodes: document.definitions.filter(isSchemaNode(problems)) }];
  });
}

function parseSource(source: Source, problems: ProblemLog): DocumentNode | undefined {
  if (isOnlyComments(source.body)) return undefined;
  try {
    return parse(source);
  } catch (error) {
    /* v8 ignore next -- @preserve: a bug; the parser throws nothing else */
    if (!(error instanceof GraphQLError)) throw error;
    const { message, locations: [place] = [] } = error;
    problems.error("SDL_SYNTAX", place && { file: source.name, ...place }, {
      message,
      help: "Correct the GraphQL syntax at this place.",
    });
    return undefined;
  }
}

function isOnlyComments(text: string): boolean {
  return text.replaceAll(/#.*/g, "").replaceAll(/[\s,\uFEFF]/g, "") === "";
}

function isSchemaNode(problems: ProblemLog) {
  return (node: DocumentNode["definitions"][number]): node is SchemaNode => {
    if (isTypeSystemDefinitionNode(node) || isTypeSystemExtensionNode(node)) return true;
    problems.error("EXECUTABLE_DEFINITION", node, {
      message: "A schema file holds type definitions only; this is an operation or a fragment.",
      help: "Move it to a file outside the schema path.",
    });
    return false;
  };
}
