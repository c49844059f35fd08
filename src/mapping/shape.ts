import type { Json } from "../kernel/json.ts";
import type { Shape, ShapeVariant } from "./mapping.ts";

/** A value of the input as it is. */
export const openShape: Shape = { fields: new Map(), isOpen: true, variants: [] };

/** A value without fields: a scalar, null, or nothing at all. */
export const emptyShape: Shape = { fields: new Map(), isOpen: false, variants: [] };

/** A value that the text itself says. */
export function literalShape(literal: Json): Shape {
  return { ...emptyShape, literal };
}

/** The shape of what is made of a value, and is no longer the literal that the value may be. */
export function withoutLiteral(shape: Shape): Shape {
  return shape.literal === undefined ? shape : emptyShape;
}

/** The shape of one key of what has this shape. */
export function shapeOfKey(shape: Shape, key: string): Shape {
  const field = shape.fields.get(key) ?? (shape.isOpen ? openShape : emptyShape);
  const variants = shape.variants.map((variant) => untyped(shapeOfKey(variant.shape, key)));
  return alternatives([untyped(field), ...variants]);
}

/** The shape of a value that is one of several, and which one depends on the input. */
export function alternatives(candidates: readonly ShapeVariant[]): Shape {
  const variants = candidates.flatMap((candidate) =>
    hasOnlyVariants(candidate.shape) ? candidate.shape.variants : [candidate],
  );
  // One shape that several patterns lead to is one alternative.
  const distinct = [...new Map(variants.map((variant) => [variant.shape, variant])).values()];
  const filled = distinct.filter(({ shape }) => shape.isOpen || shape.fields.size > 0);
  if (filled.every(({ shape }) => isPlainlyOpen(shape))) {
    return filled.length === 0 ? emptyShape : openShape;
  }
  const [only] = filled;
  return filled.length === 1 && only !== undefined && only.typeName === undefined
    ? only.shape
    : { fields: new Map(), isOpen: false, variants: filled };
}

/** An alternative of which no type is known. */
export function untyped(shape: Shape): ShapeVariant {
  return { typeName: undefined, shape };
}

/** The shape of two values merged: no literal, as what it is depends on which of them is there. */
export function mergeShapes(one: Shape, two: Shape): Shape {
  if (one === emptyShape) return withoutLiteral(two);
  const fields = new Map(one.fields);
  for (const [key, shape] of two.fields) {
    const present = fields.get(key);
    fields.set(key, present === undefined ? shape : mergeShapes(present, shape));
  }
  return {
    fields,
    isOpen: one.isOpen || two.isOpen,
    variants: [...one.variants, ...two.variants],
  };
}

function hasOnlyVariants(shape: Shape): boolean {
  return shape.variants.length > 0 && !shape.isOpen && shape.fields.size === 0;
}

function isPlainlyOpen(shape: Shape): boolean {
  return shape.isOpen && shape.fields.size === 0 && shape.variants.length === 0;
}
