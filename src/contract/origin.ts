import type { ASTNode, StringValueNode } from "graphql";
import { getLocation, TokenKind } from "graphql";

import type { Origin } from "../kernel/problem.ts";

/** Where a node starts; undefined for a node that stands in no file. */
export function originOfNode({ loc }: ASTNode): Origin | undefined {
  if (loc === undefined) return undefined;
  const { line, column } = loc.startToken;
  return { file: loc.source.name, line, column };
}

/** Where a node of a file starts, for messages that are of another place: "users.graphql:12". */
export function lineOfNode(node: ASTNode): string {
  const origin = originOfNode(node);
  return `${origin?.file}:${origin?.line}`;
}

/** The column after a node; undefined for a node that stands in no file, or in several lines of it. */
export function endColumnOfNode({ loc }: ASTNode): number | undefined {
  if (loc === undefined) return undefined;
  const { startToken, endToken } = loc;
  const isMultiline = endToken.line !== startToken.line || endToken.kind === TokenKind.BLOCK_STRING;
  return isMultiline ? undefined : endToken.column + endToken.end - endToken.start;
}

/**
 * Where the character at an offset of a string's value stands in the file. The value is not the
 * text between the quotes: escapes are longer there, and a block string has its indentation.
 */
export function originInString(node: StringValueNode, offset: number): Origin | undefined {
  const { loc } = node;
  if (loc === undefined) return undefined;
  const { body, name: file } = loc.source;
  const position =
    node.block === true
      ? positionInBlock(body.slice(loc.start + 3, loc.end - 3), node.value, offset) + 3
      : positionInLine(body.slice(loc.start + 1, loc.end - 1), offset) + 1;
  return { file, ...getLocation(loc.source, loc.start + position) };
}

/** A place in a file with, where that is known, the column behind it. */
export interface Span {
  readonly origin: Origin | undefined;
  readonly endColumn: number | undefined;
}

/** The word of a mapping or a template that begins at an offset of a string's value: its name, its variable with the path behind it, its method. */
export function spanInString(node: StringValueNode, offset: number): Span {
  const origin = originInString(node, offset);
  const { length } = wordAt.exec(node.value.slice(offset))?.[0] ?? "";
  // A word stands in one line.
  const end = length === 0 ? undefined : originInString(node, offset + length);
  return { origin, endColumn: end?.column };
}

/** `$args.id`, `->first`, `name`, `"a name"`, `??`; of all else the one character. */
const wordAt = /^(?:(?:->[ \t]*)?\$?\w+(?:\.\w+)*|"[^"\n]*"|'[^'\n]*'|\.\.\.|\?[?!]|\$\(|\S)/u;

const escape = /\\(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|.)/y;

/** The position in a string's raw text of the character at an offset of its value. */
function positionInLine(raw: string, offset: number): number {
  let position = 0;
  for (let read = 0; read < offset && position < raw.length;) {
    escape.lastIndex = position;
    const match = escape.exec(raw);
    position += match === null ? 1 : match[0].length;
    // A code point beyond 16 bits is two characters of the value.
    read += Number.parseInt(match?.[1] ?? "0", 16) > 0xffff ? 2 : 1;
  }
  return position;
}

/** The same in a block string, whose indentation and blank first and last lines are not in its value. */
function positionInBlock(raw: string, value: string, offset: number): number {
  const before = value.slice(0, offset).split("\n");
  const lines = linesOf(raw);
  const indentation = commonIndentation(lines);
  const first = lines.findIndex(({ text }) => !isBlank(text));
  const index = Math.max(first, 0) + before.length - 1;
  const [{ text, start } = { text: "", start: raw.length }] = lines.slice(index);
  const column = before.slice(-1).join("").length + (index === 0 ? 0 : indentation);
  return start + widthWithEscapes(text, column);
}

interface Line {
  readonly text: string;
  readonly start: number;
}

function linesOf(raw: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { 0: lineBreak, index } of raw.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ text: raw.slice(start, index), start });
    start = index + lineBreak.length;
  }
  return [...lines, { text: raw.slice(start), start }];
}

/** The least indentation of all lines but the first; blank lines do not count. */
function commonIndentation(lines: readonly Line[]): number {
  const indentations = lines
    .slice(1)
    .filter(({ text }) => !isBlank(text))
    .map(({ text }) => text.search(/[^ \t]/));
  return indentations.length === 0 ? 0 : Math.min(...indentations);
}

/** `\"""` in the raw text is `"""` in the value. */
function widthWithEscapes(text: string, column: number): number {
  let position = 0;
  for (let read = 0; read < column && position < text.length; read += 1) {
    const isEscape = text.startsWith('\\"""', position);
    position += isEscape ? 2 : 1;
  }
  return position;
}

function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}
