import type { KeyPath } from "../contract.ts";

/**
 * The offset at which a mapping's text writes a key, found by looking for the path's names one
 * after the other: as an alias (`name:`), else as a key that starts a path. Shapes do not know
 * where they were written, so in a text that writes a name more than once this is a good guess.
 */
export function offsetOfKey(text: string, path: KeyPath): number {
  let offset = 0;
  for (const name of path) {
    const rest = text.slice(offset);
    const alias = rest.search(new RegExp(String.raw`(?<![\w.$@])["']?${name}["']?\s*:`));
    const key = rest.search(new RegExp(String.raw`(?<![\w.$@>])${name}(?!\w)`));
    const found = alias === -1 ? key : alias;
    if (found === -1) return offset;
    offset += found;
  }
  return offset;
}
