import type { KeyField, KeyPath } from "../contract/contract.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import { isNumeric } from "../mapping/numeric.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Paths below one value, joined: what to take of it, and what makes it equal to another. */
export type PathTree =
  /** The value as a whole. With `isId`, and at `ids`, a number is the same as its digits in a string. */
  | { readonly kind: "whole"; readonly isId: boolean; readonly ids?: PathTree | undefined }
  /** Of the value, these fields; of a list, these fields of every item. */
  | { readonly kind: "fields"; readonly fields: ReadonlyMap<string, PathTree> };

/** Joins paths into a tree; a path covers all longer ones that begin with it. */
export function buildPathTree(paths: readonly KeyField[]): PathTree {
  const byName = new Map<string, KeyField[]>();
  for (const keyField of paths) {
    const [name, ...rest] = keyField.path;
    if (name === undefined) return wholeTree(keyField);
    const below = byName.get(name) ?? [];
    byName.set(name, [...below, { ...keyField, path: rest }]);
  }
  return {
    kind: "fields",
    fields: new Map([...byName].map(([name, below]) => [name, buildPathTree(below)])),
  };
}

function wholeTree({ isId, ids }: KeyField): PathTree {
  const below = ids?.map((path) => ({ path, isId: true }));
  return { kind: "whole", isId, ids: below && buildPathTree(below) };
}

/** Gives paths what is known of the key field that has the same path. */
export function withKeyFields(
  paths: readonly KeyPath[],
  keyFields: readonly KeyField[],
): readonly KeyField[] {
  const byPath = new Map(keyFields.map((it) => [it.path.join("."), it]));
  return paths.map((path) => byPath.get(path.join(".")) ?? { path, isId: false });
}

/** What the tree takes of an object: a part of it, in the same form. Missing fields stay missing. */
export function pickFields(object: JsonObject, tree: PathTree): JsonObject {
  if (tree.kind === "whole") return object;
  const picked: Record<string, Json> = {};
  for (const [name, below] of tree.fields) {
    const value = object[name];
    if (value !== undefined) picked[name] = pick(value, below);
  }
  return picked;
}

/**
 * Compiles a function that names what the tree takes of an object: two objects have the same name
 * exactly when what is taken of them is equal.
 */
export function compileIdentity(tree: PathTree): (object: JsonObject) => string {
  if (tree.kind === "fields" && tree.fields.size === 1) {
    for (const [name, below] of tree.fields) {
      if (below.kind === "whole") return (object) => nameOfOne(object[name], below);
    }
  }
  return (object) => nameOf(object, tree);
}

function pick(value: Json, tree: PathTree): Json {
  if (Array.isArray(value)) {
    return tree.kind === "whole" ? value : value.map((item) => pick(item, tree));
  }
  return isJsonObject(value) ? pickFields(value, tree) : value;
}

/** The common case, a single field, needs no quoting: nothing follows that it could run into. */
function nameOfOne(value: MaybeJson, tree: WholeTree): string {
  if (typeof value === "string") return `"${value}`;
  if (tree.isId && isNumeric(value)) return `"${value}`;
  return value === undefined ? "" : nameOfWhole(value, tree);
}

/** A list starts with "[", an object with "{", and neither can be taken for a scalar's JSON text. */
function nameOf(value: MaybeJson, tree: PathTree): string {
  if (value === undefined) return "";
  if (tree.kind === "whole") return nameOfWhole(value, tree);
  if (Array.isArray(value)) return `[${value.map((item) => nameOf(item, tree)).join(",")}]`;
  if (!isJsonObject(value)) return canonicalJson(value);
  const names: string[] = [];
  for (const [name, below] of tree.fields) names.push(nameOf(value[name], below));
  return `{${names.join(",")}}`;
}

type WholeTree = Extract<PathTree, { kind: "whole" }>;

function nameOfWhole(value: Json, tree: WholeTree): string {
  const { isId, ids } = tree;
  if (ids !== undefined) return canonicalJson(withTexts(value, ids));
  if (!isId) return canonicalJson(value);
  if (Array.isArray(value)) return `[${value.map((item) => nameOfWhole(item, tree)).join(",")}]`;
  return isNumeric(value) ? `"${value}"` : canonicalJson(value);
}

/** The value with the numbers at the ends of a tree as texts. */
function withTexts(value: Json, tree: PathTree): Json {
  if (Array.isArray(value)) return value.map((item) => withTexts(item, tree));
  if (tree.kind === "whole") return isNumeric(value) ? String(value) : value;
  if (!isJsonObject(value)) return value;
  const texts: Record<string, Json> = { ...value };
  for (const [name, below] of tree.fields) {
    const field = value[name];
    if (field !== undefined) texts[name] = withTexts(field, below);
  }
  return texts;
}
