import type { KeyPath } from "../contract.ts";

/** What to do about a mapping that makes an object, such as `title`, where a scalar belongs; if that is known. */
export function helpForLoneKey(text: string): string | undefined {
  const source = loneKey.exec(text)?.[1];
  return source && `Write \`$.${source}\`: a key on its own makes an object with that key.`;
}

/** What to do about a selection of no fields, such as `data.id`, where an object belongs. */
export function helpForMissingGroup(
  text: string,
  path: KeyPath,
  fieldNames: readonly string[],
): string {
  const name = path.at(-1);
  const inside = name === undefined ? text : groupOf(text, name);
  const paths = inside?.trim().split(/[\s,]+/) ?? [];
  const keys = paths.map((it) => pathWithoutKey.exec(it)?.[1]);
  if (keys.length > 0 && keys.every((key) => key !== undefined && fieldNames.includes(key))) {
    const named = paths.map((it, index) => `${keys[index]}: ${it}`).join(" ");
    const fixed = name === undefined ? named : `${name} { ${named} }`;
    return `Write \`${fixed}\`: a path on its own yields its value, without a name.`;
  }
  return `Add a group: ${name === undefined ? "`id name`" : `\`${name} { id }\``}.`;
}

/** `title`, or an alias for a path: `title: data.title`. Without `$.`, which is written anew. */
const loneKey = /^\s*(?:\w+\s*:\s*)?(?:\$\.)?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*$/;

/** `data.id` or `$.id`: a path of more than one step, and the name of its last. */
const pathWithoutKey = /^(?:\$|[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)*\.([A-Za-z_]\w*)$/;

function groupOf(text: string, name: string): string | undefined {
  return new RegExp(String.raw`(?<![\w.$@])${name}\s*\{([^{}]*)\}`).exec(text)?.[1];
}
