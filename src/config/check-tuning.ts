import type { Problem } from "../kernel/problem.ts";
import { checkSettings } from "./check-settings.ts";
import type { Config } from "./config.ts";
import { type ConfigLayer, type Settings, formatPath } from "./config-layer.ts";
import { tunableKeys } from "./source-config.ts";

export interface Tuning {
  readonly source: string;
  /** In the form of sluice.yaml, below the source's name. */
  readonly settings: Settings;
}

/** Finds settings that are no use with the schema, such as those of sources that it does not have. */
export type CheckConfig = (config: Pick<Config, "sources" | "originOf">) => readonly Problem[];

/**
 * What is wrong with a tuning, by the rules of sluice.yaml; nothing if it may come into force.
 * `check` is left out where the schema is not known.
 */
export function checkTuning({ source, settings }: Tuning, check?: CheckConfig): readonly Problem[] {
  const fixed = Object.keys(settings).filter((key) => fixedKeys.has(key));
  const { config, problems } = checkSettings([
    { values: { sources: { [source]: settings } }, place: namedBelowSource },
  ]);
  return [...fixed.map(cannotBeTuned), ...(problems ?? check?.(config) ?? [])];
}

/**
 * What only the file may say. `fallbackUrls` is among them as callers' credentials go where calls
 * go: who can write into Redis must not be able to say where that is.
 */
const fixedKeys = new Set([
  "baseUrl",
  "fallbackUrls",
  "config",
  "auth",
  "tls",
  "allowLinkLocal",
  "schedule",
]);

const namedBelowSource: ConfigLayer["place"] = (path) => ({
  name: formatPath(path.slice(2)),
  origin: undefined,
});

function cannotBeTuned(key: string): Problem {
  return {
    code: "CONFIG_NOT_TUNABLE",
    severity: "error",
    message: `A tuning may set the limits of a source, and ${key} is none.`,
    help: `It may set ${tunableKeys.filter((it) => !fixedKeys.has(it)).join(", ")}. Set ${key} in the file.`,
    origin: undefined,
  };
}
