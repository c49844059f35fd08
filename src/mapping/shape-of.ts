import type { Shape, ShapeVariant } from "./mapping.ts";
import {
  alternatives,
  emptyShape,
  literalShape,
  mergeShapes,
  openShape,
  shapeOfKey,
  untyped,
  withoutLiteral,
} from "./shape.ts";
import type { Expression, Group, MethodStep, Path, SyntaxTree } from "./syntax-tree.ts";

/** What a mapping writes for any input: its text evaluated with shapes in the place of values. */
export function shapeOf(tree: SyntaxTree): Shape {
  const scope: Scope = { dollar: openShape, at: openShape, locals: new Map() };
  return tree.kind === "group"
    ? shapeOfGroup(tree.group, scope)
    : shapeOfExpression(tree.expression, scope);
}

/** The shapes of `$`, of `@`, and by slot of what `->as` has bound; what is not noted is open. */
interface Scope {
  readonly dollar: Shape;
  readonly at: Shape;
  readonly locals: Map<number, Shape>;
}

function shapeOfExpression(node: Expression, scope: Scope): Shape {
  switch (node.kind) {
    case "literal":
      return literalShape(node.value);
    case "list":
      if (node.items.length === 0) return literalShape([]);
      return alternatives(node.items.map((item) => untyped(shapeOfExpression(item, scope))));
    case "choice":
      return alternatives(node.operands.map((operand) => shapeOfArm(operand, scope)));
    case "group":
      return shapeOfGroup(node, scope);
    case "path":
      return shapeOfPath(node, scope);
  }
}

/** Where its `__typename` is a literal, nothing but objects of that type are written. */
function shapeOfGroup(group: Group, scope: Scope): Shape {
  const shape = shapeOfEntries(group, scope);
  const typeName = typeNameOf(group);
  return typeName === undefined
    ? shape
    : { fields: new Map(), isOpen: false, variants: [{ typeName, shape }] };
}

function shapeOfEntries({ entries }: Group, scope: Scope): Shape {
  const shapes = entries.map((entry): Shape => {
    const shape = shapeOfExpression(entry.value, scope);
    if (entry.kind === "merge") return shape;
    return { fields: new Map([[entry.key, shape]]), isOpen: false, variants: [] };
  });
  return shapes.reduce(mergeShapes, emptyShape);
}

function shapeOfPath({ start, steps, group }: Path, scope: Scope): Shape {
  let shape = shapeOfStart(start, scope);
  for (const step of steps) {
    if (step.kind === "key") shape = shapeOfKey(shape, step.key);
    if (step.kind === "method") shape = shapeOfMethod(step, { ...scope, at: shape });
    if (step.kind === "bind") {
      const value = step.value && shapeOfExpression(step.value, { ...scope, at: shape });
      const bound = value ?? shape;
      if (bound !== openShape) scope.locals.set(step.slot, bound);
    }
  }
  return group === undefined ? shape : shapeOfGroup(group, { ...scope, dollar: shape, at: shape });
}

function shapeOfStart(start: Path["start"], scope: Scope): Shape {
  switch (start.kind) {
    case "key":
      return shapeOfKey(scope.dollar, start.key);
    case "$":
      return scope.dollar;
    case "@":
      return scope.at;
    case "variable":
      return openShape;
    case "local":
      return scope.locals.get(start.slot) ?? openShape;
    case "expression":
      return shapeOfExpression(start.expression, scope);
  }
}

/** `scope.at` is the shape of the input. Lists have the shape of their items. */
function shapeOfMethod({ name, args }: MethodStep, scope: Scope): Shape {
  const [argument] = args;
  switch (name) {
    case "first":
    case "last":
    case "slice":
    case "filter":
    case "find":
      return withoutLiteral(scope.at);
    case "get":
      return argument?.kind === "literal" && typeof argument.value === "string"
        ? shapeOfKey(scope.at, argument.value)
        : withoutLiteral(scope.at);
    case "map":
      return argument === undefined
        ? emptyShape
        : withoutLiteral(shapeOfExpression(argument, scope));
    case "echo":
      return argument === undefined ? emptyShape : shapeOfExpression(argument, scope);
    case "match":
      return alternatives(
        args.flatMap((arm) => {
          const value = arm.kind === "list" ? arm.items[1] : undefined;
          return value === undefined ? [] : [shapeOfArm(value, scope)];
        }),
      );
    case "entries":
      return {
        fields: new Map([
          ["key", emptyShape],
          ["value", openShape],
        ]),
        isOpen: false,
        variants: [],
      };
    case "jsonParse":
    case "keysToCamelCase":
    case "keysToCamelCaseDeep":
      return openShape;
    default:
      return emptyShape;
  }
}

function shapeOfArm(node: Expression, scope: Scope): ShapeVariant {
  return { typeName: typeNameOf(node), shape: shapeOfExpression(node, scope) };
}

/** The literal `__typename` that an object is written with. */
function typeNameOf(node: Expression): string | undefined {
  const group = node.kind === "path" ? node.group : node;
  if (group?.kind !== "group") return undefined;
  for (const entry of group.entries) {
    if (entry.kind === "field" && entry.key === "__typename") return literalTextOf(entry.value);
  }
  return undefined;
}

/** The text of `"Book"` and of `$("Book")`. */
function literalTextOf(node: Expression): string | undefined {
  if (node.kind === "literal") return typeof node.value === "string" ? node.value : undefined;
  return node.kind === "path" && node.start.kind === "expression" && node.steps.length === 0
    ? literalTextOf(node.start.expression)
    : undefined;
}
