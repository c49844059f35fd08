import type { Shape } from "../mapping/mapping.ts";

/** The shape of what a resolver returns: nothing is known before it is there. */
export const unknownShape: Shape = { fields: new Map(), isOpen: true, variants: [] };

/**
 * What a shape says of one field of an object of a type: the shape of the field's value, or
 * undefined where the shape does not name the field. Decided from the mapping's text alone: a field
 * that is covered and turns out null is null, and is not fetched again.
 */
export function coveredField(shape: Shape, typeName: string, fieldName: string): Shape | undefined {
  const direct = shape.fields.get(fieldName);
  const inVariants = shape.variants
    .filter((variant) => variant.typeName === undefined || variant.typeName === typeName)
    .map((variant) => coveredField(variant.shape, typeName, fieldName))
    .filter((covered) => covered !== undefined);
  return [direct, ...inVariants]
    .filter((covered) => covered !== undefined)
    .reduce<Shape | undefined>(mergeShapes, undefined);
}

/** Whether objects of a type may hold fields that the shape does not name. */
export function isOpenFor(shape: Shape, typeName: string): boolean {
  return (
    shape.isOpen ||
    shape.variants.some(
      (variant) =>
        (variant.typeName === undefined || variant.typeName === typeName) &&
        isOpenFor(variant.shape, typeName),
    )
  );
}

/** Whether a shape holds the value at a path below an object of a type. */
export function coversPath(shape: Shape, typeName: string, path: readonly string[]): boolean {
  const [fieldName, ...rest] = path;
  if (fieldName === undefined) return true;
  const covered = coveredField(shape, typeName, fieldName);
  if (covered === undefined) return isOpenFor(shape, typeName);
  return rest.length === 0 || coversPath(covered, anyType, rest);
}

/** Below the first field of a path the type's name is not known, and no variant is ruled in by it. */
const anyType = "";

function mergeShapes(left: Shape | undefined, right: Shape): Shape {
  if (left === undefined) return right;
  const fields = new Map(left.fields);
  for (const [key, shape] of right.fields) fields.set(key, mergeShapes(fields.get(key), shape));
  return {
    fields,
    isOpen: left.isOpen || right.isOpen,
    variants: [...left.variants, ...right.variants],
  };
}
