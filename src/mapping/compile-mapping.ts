import { compileExpression } from "./compile-expression.ts";
import { compileAppliedGroup } from "./compile-group.ts";
import type { Evaluate } from "./evaluation.ts";
import type { ConnectVersion, Mapping } from "./mapping.ts";
import { type Parsed, parseMapping } from "./parser.ts";
import { readsOf } from "./reads-of.ts";
import { runSafely } from "./run-safely.ts";
import { shapeOf } from "./shape-of.ts";
import type { SyntaxTree } from "./syntax-tree.ts";

/**
 * Reads a mapping and turns it into functions, so that evaluating it looks at no text and no tree.
 *
 * @throws MappingSyntaxError where the text is not of the version's language.
 */
export function compileMapping(text: string, version: ConnectVersion): Mapping {
  const parsed = parseMapping(text, version);
  const evaluate = runSafely(compileTree(parsed), parsed.slotCount);
  const { tree, doubts } = parsed;
  return { text, shape: shapeOf(tree), reads: readsOf(tree), doubts, evaluate };
}

function compileTree({ tree }: Parsed<SyntaxTree>): Evaluate {
  return tree.kind === "group"
    ? compileAppliedGroup(tree.group, "$", compileExpression)
    : compileExpression(tree.expression, { dollar: "$", at: "$", isOptional: false });
}
