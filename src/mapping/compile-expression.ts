import { compileGroup } from "./compile-group.ts";
import { compilePath } from "./compile-path.ts";
import type { Evaluate } from "./evaluation.ts";
import type { Compile, Place } from "./place.ts";
import type { Choice, List } from "./syntax-tree.ts";

/** Turns an expression into a function that evaluates it; nothing of the tree is looked at again. */
export const compileExpression: Compile = (node, place) => {
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      return () => value;
    }
    case "list":
      return compileList(node, place);
    case "group":
      return compileGroup(node, place, compileExpression);
    case "choice":
      return compileChoice(node, place);
    case "path":
      return compilePath(node, place, compileExpression);
  }
};

function compileList(list: List, place: Place): Evaluate {
  const items = list.items.map((item) => compileExpression(item, { ...place, isOptional: false }));
  return (dollar, at, run) => items.map((item) => item(dollar, at, run) ?? null);
}

function compileChoice({ operands, operator }: Choice, place: Place): Evaluate {
  const last = operands.length - 1;
  const choices = operands.map((operand, index) =>
    compileExpression(operand, { ...place, isOptional: index < last || place.isOptional }),
  );
  const skipsNull = operator === "??";
  return (dollar, at, run) => {
    let value;
    for (const choice of choices) {
      value = choice(dollar, at, run);
      if (value !== undefined && !(skipsNull && value === null)) return value;
    }
    return value;
  };
}
