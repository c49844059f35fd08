import { compileExpression } from "./compile-expression.ts";
import { findBareVariables } from "./find-bare-variables.ts";
import { type ConnectVersion, MappingSyntaxError } from "./mapping.ts";
import { type Parsed, parseExpression } from "./parser.ts";
import { readsOf } from "./reads-of.ts";
import { runSafely } from "./run-safely.ts";
import type { Expression } from "./syntax-tree.ts";
import type { BareVariable, Template, TemplatePart } from "./template.ts";

export type TemplateKind = "url" | "header";

/**
 * Reads text with `{expression}`s in it. In a URL, line breaks and tabs with the blanks around them,
 * and a fragment, are left out; all other text stays as it is written.
 *
 * @throws MappingSyntaxError, with its offset in the whole template.
 */
export function compileTemplate(
  text: string,
  version: ConnectVersion,
  kind: TemplateKind,
): Template {
  const bareVariables: BareVariable[] = [];
  const strayBraces: number[] = [];
  const pieces = [...readPieces(text, { version, kind, bareVariables, strayBraces })];
  const expressions = pieces.filter((piece) => typeof piece !== "string");
  const items = expressions.map(({ tree }) => tree);
  return {
    text,
    reads: readsOf({ kind: "expression", expression: { kind: "list", items, offset: 0 } }),
    doubts: expressions.flatMap(({ doubts }) => doubts),
    bareVariables,
    strayBraces,
    parts: pieces.map((piece) => (typeof piece === "string" ? piece : compilePart(piece))),
  };
}

interface Reading {
  readonly version: ConnectVersion;
  readonly kind: TemplateKind;
  /** These two collect what is found in static text. */
  readonly bareVariables: BareVariable[];
  readonly strayBraces: number[];
}

function* readPieces(
  text: string,
  { version, kind, bareVariables, strayBraces }: Reading,
): Iterable<string | Parsed<Expression>> {
  const special = kind === "url" ? /[{}#]/g : /[{}]/g;
  for (let offset = 0; offset < text.length;) {
    special.lastIndex = offset;
    const end = special.exec(text)?.index ?? text.length;
    const written = text.slice(offset, end);
    bareVariables.push(...findBareVariables(written, offset));
    const kept = kind === "url" ? written.replaceAll(lineBreaks, "") : written;
    if (kept !== "") yield kept;
    if (end === text.length || text[end] === "#") return;
    if (text[end] === "}") {
      strayBraces.push(end);
      yield "}";
      offset = end + 1;
      continue;
    }
    const parsed = parseExpression(text, end + 1, version);
    expectClosed(text, { from: end, to: parsed.end });
    yield parsed;
    offset = parsed.end + 1;
  }
}

/** A template may be written on several lines; the blanks there only indent it. */
const lineBreaks = / *[\t\r\n][ \t\r\n]*/g;

function expectClosed(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const found = text[to];
  const help = "An expression in a template is one value between `{` and `}`.";
  if (found === undefined) {
    const message = "`{` is not closed: the text ends where `}` was expected.";
    throw new MappingSyntaxError(message, from, { help, end: to });
  }
  if (found !== "}") {
    throw new MappingSyntaxError(`Found \`${found}\` where \`}\` was expected.`, to, { help });
  }
}

function compilePart({ tree, slotCount }: Parsed<Expression>): TemplatePart {
  const evaluate = compileExpression(tree, { dollar: "$", at: "$", isOptional: false });
  const run = runSafely(evaluate, slotCount);
  return (variables, problems) => run(undefined, variables, problems);
}
