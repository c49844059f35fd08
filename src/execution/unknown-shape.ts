import type { Shape } from "../mapping/mapping.ts";

/** The shape of what a resolver returns: nothing is known before it is there. */
export const unknownShape: Shape = { fields: new Map(), isOpen: true, variants: [] };
