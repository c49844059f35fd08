import { hash } from "node:crypto";

import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";

/** What tags insert: fields of the object that they are for, and arguments. */
interface TagInserts {
  readonly key?: JsonObject;
  readonly args?: JsonObject;
}

/** Writes a tag; undefined where something that it inserts is missing, null, or no scalar. */
export type WriteTag = (inserts: TagInserts) => string | undefined;

/**
 * Compiles the text of a tag, such as "users", "user-{$key.id}" or "user-{$args.id}". Braces that
 * insert nothing known stay as they are: the checks of a schema refuse them.
 */
export function compileTag(text: string): WriteTag {
  const [start = "", ...rest] = text.split(insert);
  if (rest.length === 0) return () => text;
  const inserts: Insert[] = [];
  for (let index = 0; index < rest.length; index += 3) {
    const [variable, path = "", after = ""] = rest.slice(index, index + 3);
    inserts.push({ variable: variable === "key" ? "key" : "args", path: path.split("."), after });
  }
  return (values) => {
    let tag = start;
    for (const { variable, path, after } of inserts) {
      const inserted = scalarAt(values[variable], path);
      if (inserted === undefined) return undefined;
      tag += inserted + after;
    }
    return tag.length > maxTagLength ? shortened(tag) : tag;
  };
}

/** Whether a tag inserts fields of its object (`$key`), or arguments (`$args`). */
export function tagInserts(text: string, variable: "$key" | "$args"): boolean {
  return text.includes(`{${variable}.`);
}

/** The arguments that a tag inserts, and where in its text. */
export function tagArguments(
  text: string,
): readonly { readonly path: readonly string[]; readonly offset: number }[] {
  return [...text.matchAll(new RegExp(insert, "g"))].flatMap(({ 1: variable, 2: path, index }) =>
    variable === "args" && path !== undefined ? [{ path: path.split("."), offset: index }] : [],
  );
}

/** Callers write what is inserted, and tags are remembered. The same for all who write the tag. */
function shortened(tag: string): string {
  return `${tag.slice(0, maxTagLength - 50)}…${hash("sha256", tag, "base64url")}`;
}

/** As for the names that are invalidated from outside. */
const maxTagLength = 1000;

interface Insert {
  readonly variable: "key" | "args";
  readonly path: readonly string[];
  /** The text between this insert and the next. */
  readonly after: string;
}

/** Its groups stay between the pieces when a text is split by it. */
const insert = /\{\$(key|args)\.(\w+(?:\.\w+)*)\}/;

function scalarAt(object: JsonObject | undefined, path: readonly string[]): string | undefined {
  let value: MaybeJson = object;
  for (const name of path) {
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value === undefined || value === null || typeof value === "object"
    ? undefined
    : String(value);
}
