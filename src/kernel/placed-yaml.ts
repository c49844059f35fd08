import { type Document, isNode, LineCounter, parseDocument, type YAMLParseError } from "yaml";

import type { Origin } from "./problem.ts";

/** A YAML document that knows where in its file everything stands. */
export interface PlacedYaml {
  /** With its errors: nothing is thrown for them. */
  readonly document: Document.Parsed;
  /** Of an offset in the text. */
  readonly originAt: (offset: number) => Origin;
}

/** Parses YAML. With `keepsDigits`, integers are `bigint`. */
export function parsePlacedYaml(
  file: string,
  text: string,
  { keepsDigits }: { readonly keepsDigits: boolean },
): PlacedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
    intAsBigInt: keepsDigits,
  });
  return {
    document,
    originAt(offset) {
      const { line, col } = lines.linePos(offset);
      return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
    },
  };
}

/** The offset at which a node begins; of what is none, the beginning of the text. */
export function startOfNode(node: unknown): number {
  const range = isNode(node) ? node.range : undefined;
  return range?.[0] ?? 0;
}

/** What is wrong, to stand in a sentence of ours. */
export function describeYamlError({ message }: Pick<YAMLParseError, "message">): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}.`;
}
