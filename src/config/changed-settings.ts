import { isDeepStrictEqual } from "node:util";

import { type Settings, formatPath, isSettings, valueAt } from "./config-layer.ts";
import { tunableKeys } from "./source-config.ts";

/** The settings that two configurations differ in, as they are written: "sources.users.batch.window". */
export function changedSettings(before: Settings, after: Settings): readonly string[] {
  return changedPaths(before, after).map(formatPath);
}

/**
 * Those of them that a running gateway does not take: when it reads everything anew, or when it
 * takes new limits and nothing else.
 */
export function settingsForRestart(
  before: Settings,
  after: Settings,
  takes: "everything" | "limits",
): readonly string[] {
  const isTaken = takes === "limits" ? isLimit : isReloaded;
  return changedPaths(before, after)
    .filter((path) => !isTaken(path))
    .map(formatPath);
}

/** Settings with the limits of others, which a running gateway takes; all else stays as it is. */
export function withLimitsOf(settings: Settings, others: Settings): Settings {
  const [own, taken] = [valueAt(settings, ["sources"]), valueAt(others, ["sources"])];
  const sources = [...new Set([...keysOf(own), ...keysOf(taken)])].map((name) => {
    const limits = entriesOf(taken, name).filter(([key]) => limitKeys.has(key));
    const rest = entriesOf(own, name).filter(([key]) => !limitKeys.has(key));
    return [name, Object.fromEntries([...rest, ...limits])] as const;
  });
  return {
    ...settings,
    sources: Object.fromEntries(sources),
    limits: valueAt(others, ["limits"]),
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

function entriesOf(sources: unknown, name: string): readonly (readonly [string, unknown])[] {
  const source = valueAt(sources, [name]);
  return keysOf(source).map((key) => [key, valueAt(source, [key])]);
}

function isLimit([group, , key = ""]: Path): boolean {
  return group === "limits" || (group === "sources" && limitKeys.has(key));
}

const limitKeys = new Set([...tunableKeys, "schedule"]);

function isReloaded([group = "", key = ""]: Path): boolean {
  return !groupsOfTheProcess.has(group) || reloadedOfTheProcess.has(`${group}.${key}`);
}

/** What is of the schema rather than of the process, though it stands in a group of the process. */
const reloadedOfTheProcess = new Set([
  "server.introspection",
  "server.explain",
  "server.mappingProblems",
  "cache.requireTtl",
]);

/** What the process itself was started with. */
const groupsOfTheProcess = new Set([
  "server",
  "cache",
  "admin",
  "metrics",
  "redis",
  "workers",
  "overload",
  "audit",
  "log",
  "identity",
]);
