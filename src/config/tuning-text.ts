import { readText } from "./read-text.ts";
import { nodeAt, settingTree } from "./setting-tree.ts";

/** The keys of a setting of a source, from its dotted form: "batch.window", "lanes.Query.posts". */
export function readTuningKey(key: string): readonly string[] {
  const parts = key.split(".");
  const length = parts.findIndex((_part, index) => isMap(parts.slice(0, index))) + 1;
  // The keys of a map are names of their own, and have dots themselves.
  return length <= 1 ? parts : [...parts.slice(0, length - 1), parts.slice(length - 1).join(".")];
}

/** What a text means as the value of a setting: a number, true, a list with commas, or the text. */
export function readTuningValue(path: readonly string[], text: string) {
  return readText(text, nodeOf(path)?.types ?? []);
}

function isMap(path: readonly string[]): boolean {
  const node = path.length === 0 ? undefined : nodeOf(path);
  return node !== undefined && node.types.includes("object") && node.children.size === 0;
}

function nodeOf(path: readonly string[]) {
  return nodeAt(settingTree(), ["sources", "*", ...path]);
}
