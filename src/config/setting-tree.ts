import { z } from "zod";

import { configSchema } from "./config.ts";

/** One setting, or a group of them, as the schema describes it. */
export interface SettingNode {
  readonly description: string | undefined;
  /** JSON types that the value may have: "string", "integer", … */
  readonly types: readonly string[];
  /** The settings in this group, or in each item of this list, by key. */
  readonly children: ReadonlyMap<string, SettingNode>;
  /** Present where the keys are names that the operator gives, such as those of sources. */
  readonly named: SettingNode | undefined;
}

/** Everything that can be set, from the schema of the configuration. */
export function settingTree(): SettingNode {
  return toNode(z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }));
}

/** The node at a path of keys; undefined where nothing can be set. */
export function nodeAt(root: SettingNode, path: readonly PropertyKey[]): SettingNode | undefined {
  let node: SettingNode | undefined = root;
  for (const key of path) {
    // The items of a list are what the list's own node describes.
    if (typeof key !== "number") node = node?.children.get(String(key)) ?? node?.named;
  }
  return node;
}

/** A setting that has a value of its own, as opposed to a group. */
export interface Leaf {
  /** Keys from the root; "*" stands for a name. */
  readonly path: readonly string[];
  readonly node: SettingNode;
}

/** All leaves, in the order of the schema. Maps of free values and lists of groups are not among them. */
export function leavesOf(node: SettingNode, path: readonly string[] = []): readonly Leaf[] {
  if (node.types.includes("array")) return node.children.size > 0 ? [] : [{ path, node }];
  const inner = [...node.children].flatMap(([key, child]) => leavesOf(child, [...path, key]));
  if (node.named !== undefined) return [...inner, ...leavesOf(node.named, [...path, "*"])];
  // What may be a text, too, is one.
  const isText = node.types.includes("string");
  return node.types.includes("object") && !isText ? inner : [{ path, node }];
}

type ObjectSchema = Exclude<z.core.JSONSchema._JSONSchema, boolean>;

function toNode(schema: ObjectSchema): SettingNode {
  const { description, items, properties = {}, additionalProperties } = schema;
  const alternatives = [schema, ...(schema.anyOf ?? []).filter(isSchema)];
  const hasNamedGroups =
    typeof additionalProperties === "object" && additionalProperties.type === "object";
  return {
    description,
    types: alternatives.flatMap(({ type }) => type ?? []),
    children:
      isSchema(items) && items.type === "object"
        ? toNode(items).children
        : new Map(
            Object.entries(properties)
              .filter((entry): entry is [string, ObjectSchema] => isSchema(entry[1]))
              .map(([key, child]) => [key, toNode(child)]),
          ),
    named: hasNamedGroups ? toNode(additionalProperties) : undefined,
  };
}

function isSchema(schema: unknown): schema is ObjectSchema {
  return typeof schema === "object" && schema !== null;
}
