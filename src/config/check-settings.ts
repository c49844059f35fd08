import { inspect } from "node:util";

import type { z } from "zod";

import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Problem } from "../kernel/problem.ts";
import { redact } from "../telemetry/redact.ts";
import { type Config, configSchema } from "./config.ts";
import {
  type ConfigLayer,
  type SettingPath,
  type SettingPlace,
  type Settings,
  formatPath,
  isSettings,
  mergeSettings,
  valueAt,
} from "./config-layer.ts";
import { type SettingNode, nodeAt, settingTree } from "./setting-tree.ts";

export type CheckedSettings =
  | { readonly config: Config; readonly problems?: never }
  | { readonly config?: never; readonly problems: readonly Problem[] };

/**
 * Checks what several places set together. The later layer wins over the earlier one.
 *
 * A problem names the place that set the value in question.
 */
export function checkSettings(layers: readonly ConfigLayer[]): CheckedSettings {
  const tree = settingTree();
  const settings = layers
    .map(({ values }) => withoutEmptyKeys(values, tree))
    .reduce(mergeSettings, {});
  const checked = configSchema.safeParse(settings);
  if (checked.success) {
    const originOf: Config["originOf"] = (path, part) => placeOf(path, layers, part).origin;
    return { config: { ...checked.data, written: settings, originOf } };
  }
  return {
    problems: checked.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownKey([...issue.path, key], layers, tree))
        : [invalidValue(issue, settings, { layers, tree })],
    ),
  };
}

/** A key with nothing after it says nothing: all below it may be commented out. */
function withoutEmptyKeys(settings: Settings, node: SettingNode): Settings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => {
      const child = nodeAt(node, [key]);
      if (child === undefined) return [[key, value]];
      return value === null
        ? []
        : [[key, isGroup(child) ? withoutEmptyKeysIn(value, child) : value]];
    }),
  );
}

function withoutEmptyKeysIn(value: unknown, node: SettingNode): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutEmptyKeysIn(item, node));
  return isSettings(value) ? withoutEmptyKeys(value, node) : value;
}

function isGroup(node: SettingNode): boolean {
  return node.children.size > 0 || node.named !== undefined;
}

function unknownKey(path: SettingPath, layers: readonly ConfigLayer[], tree: SettingNode): Problem {
  const key = String(path.at(-1));
  const group = formatPath(path.slice(0, -1));
  const known = [...new Map(nodeAt(tree, path.slice(0, -1))?.children).keys()];
  const { origin } = placeOf(path, layers, "key");
  return {
    code: "CONFIG_UNKNOWN_KEY",
    severity: "error",
    message: `${group === "" ? "The configuration" : group} has no setting "${key}".`,
    help: didYouMean(key, known).trim() || `It has: ${known.join(", ")}.`,
    origin,
  };
}

function invalidValue(
  issue: z.core.$ZodIssue,
  settings: Settings,
  from: { readonly layers: readonly ConfigLayer[]; readonly tree: SettingNode },
): Problem {
  const { name, origin } = placeOf(issue.path, from.layers);
  const value = valueAt(settings, issue.path);
  const description = nodeAt(from.tree, issue.path)?.description;
  return {
    code: "CONFIG_INVALID_VALUE",
    severity: "error",
    message: `${name} must be ${issue.message}, and ${saying(value, issue.path)}.`,
    help: description ?? "Correct the value, or remove the key to get its default.",
    origin,
  };
}

/** The place that has the last word about a path; of what is missing, that of what it is missing in. */
function placeOf(
  path: SettingPath,
  layers: readonly ConfigLayer[],
  part: "key" | "value" = "value",
): SettingPlace {
  const name = formatPath(path);
  for (let length = path.length; length > 0; length -= 1) {
    const there = path.slice(0, length);
    const layer = layers.findLast(({ values }) => valueAt(values, there) !== undefined);
    if (layer === undefined) continue;
    const place = layer.place(there, part);
    return length === path.length ? place : { name, origin: place.origin };
  }
  return { name, origin: undefined };
}

/** Problems go into logs: what may hold a secret is not repeated. */
function saying(value: unknown, path: SettingPath): string {
  if (value === undefined) return "is missing";
  return mayBeSecret(path) ? "is not" : `is ${show(value)}`;
}

function mayBeSecret(path: SettingPath): boolean {
  const [group, , key] = path;
  if (group === "sources" && key === "config") return path.length === 3;
  return path.some((part) => secretSettings.has(part));
}

const secretSettings: ReadonlySet<PropertyKey> = new Set([
  "auth",
  "tls",
  "token",
  "secret",
  "salt",
  // Where somebody has written the key itself instead of its hash.
  "sha256",
]);

function show(value: unknown): string {
  // A list, too, may have secrets in it.
  const { shown } = redact({ shown: isSettings(value) ? { ...value } : value });
  const text = inspect(shown, { depth: 1, breakLength: Infinity }).replaceAll(credentials, "//…@");
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** The user and the password of a URL: problems go into logs. */
const credentials = /\/\/[^/\s]*@/g;
const longestShown = 60;
