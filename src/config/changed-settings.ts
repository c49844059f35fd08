import { isDeepStrictEqual } from "node:util";

import { type Settings, formatPath, isSettings, valueAt } from "./config-layer.ts";
import { tunableKeys } from "./source-config.ts";

/** Paths of settings, told apart by what it takes for a change to come into force. */
export interface ChangedSettings {
  /** These take effect at once. */
  readonly live: readonly string[];
  /** These take effect at a restart. */
  readonly fixed: readonly string[];
}

/** The settings that two configurations differ in, as they are written: "sources.users.batch.window". */
export function changedSettings(before: Settings, after: Settings): readonly string[] {
  return changedPaths(before, after).map(formatPath);
}

/** What changed, for a gateway that takes new limits while it runs, and nothing else. */
export function changesOf(before: Settings, after: Settings): ChangedSettings {
  const paths = changedPaths(before, after);
  return {
    live: paths.filter(isLive).map(formatPath),
    fixed: paths.filter((path) => !isLive(path)).map(formatPath),
  };
}

type Path = readonly string[];

function changedPaths(before: unknown, after: unknown, path: Path = []): readonly Path[] {
  if (isDeepStrictEqual(before, after)) return [];
  // A group that one of the two does not have is named by its keys, like one that both have.
  if (!isSettings(before ?? after) || !isSettings(after ?? before)) return [path];
  return [...new Set([...keysOf(before), ...keysOf(after)])].flatMap((key) =>
    changedPaths(valueAt(before, [key]), valueAt(after, [key]), [...path, key]),
  );
}

function keysOf(value: unknown): readonly string[] {
  return isSettings(value) ? Object.keys(value) : [];
}

function isLive([group, , key = ""]: Path): boolean {
  return group === "limits" || (group === "sources" && liveKeys.has(key));
}

const liveKeys = new Set([...tunableKeys, "schedule"]);
