import type { Origin } from "../kernel/problem.ts";

/** Keys from the root of the configuration to a value. */
export type SettingPath = readonly PropertyKey[];

/** Settings from one place: the file, the environment, the command line. */
export interface ConfigLayer {
  readonly values: Settings;
  /**
   * How to speak of what is at a path, and where its value (or its key) is written. Asked only for
   * paths that the layer has.
   */
  readonly place: (path: SettingPath, part?: "key" | "value") => SettingPlace;
}

/** What people call a setting, and where it is. */
export interface SettingPlace {
  /** "server.port", "SLUICE_SERVER_PORT" or "--port". */
  readonly name: string;
  readonly origin: Origin | undefined;
}

/** Settings as they are written: not yet checked, so any key and any value. */
export interface Settings {
  readonly [key: string]: unknown;
}

/** Whether a value is a group of settings: an object that is no list. */
export function isSettings(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value that a group of settings holds at a path; undefined where it has none. */
export function valueAt(values: unknown, path: SettingPath): unknown {
  let value = values;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** One group of settings over another: groups merge, all else is replaced. */
export function mergeSettings(low: Settings, high: Settings): Settings {
  // fromEntries makes "__proto__" a key like any other.
  return Object.fromEntries(
    [...new Set([...Object.keys(low), ...Object.keys(high)])].map((key) => {
      const [below, above] = [valueAt(low, [key]), valueAt(high, [key])];
      if (isSettings(below) && isSettings(above)) return [key, mergeSettings(below, above)];
      return [key, above === undefined ? below : above];
    }),
  );
}

/** Groups within groups that hold nothing but one value, at this path. */
export function nestSettings(path: readonly string[], value: unknown): Settings {
  const [key = "", ...rest] = path;
  return { [key]: rest.length === 0 ? value : nestSettings(rest, value) };
}

/** A path as people write it: "server.port", "server.cors.origins[0]". */
export function formatPath(path: SettingPath): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

/** The place of settings that come from code: nothing but their path can be said of them. */
export const namedByPath: ConfigLayer["place"] = (path) => ({
  name: formatPath(path),
  origin: undefined,
});
