import type { Shape } from "../mapping/mapping.ts";
import { mergeShapes } from "../mapping/shape.ts";
import type { KeyPath } from "./contract.ts";

/** What a shape says of objects of one type: its fields, and those of the variants for the type. */
export interface Coverage {
  readonly fields: ReadonlyMap<string, Shape>;
  /** Whether there may be fields that the text does not name. */
  readonly isOpen: boolean;
}

/**
 * The coverage of objects of a type; of any type, where it is undefined. A variant without a type's
 * name is for all types.
 */
export function coverageOf(shape: Shape, typeName: string | undefined): Coverage {
  const variants = shape.variants
    .filter(
      (variant) =>
        variant.typeName === undefined || typeName === undefined || variant.typeName === typeName,
    )
    .map((variant) => coverageOf(variant.shape, typeName));
  if (variants.length === 0) return shape;
  const fields = new Map(shape.fields);
  for (const variant of variants) {
    for (const [name, other] of variant.fields) {
      const one = fields.get(name);
      fields.set(name, one === undefined ? other : mergeShapes(one, other));
    }
  }
  return { fields, isOpen: shape.isOpen || variants.some(({ isOpen }) => isOpen) };
}

/** Whether a shape holds something at a path below objects of a type, or of any type. */
export function coversPath(
  shape: Shape,
  typeName: string | undefined,
  [name, ...rest]: KeyPath,
): boolean {
  if (name === undefined) return true;
  const { fields, isOpen } = coverageOf(shape, typeName);
  const field = fields.get(name);
  // Which type is below the first field is not known: no variant is ruled out.
  return field === undefined ? isOpen : coversPath(field, undefined, rest);
}

/** Whether a shape names fields at all, outright or in one of its variants. */
export function selectsFields({ fields, variants }: Shape): boolean {
  return fields.size > 0 || variants.some(({ shape }) => selectsFields(shape));
}
