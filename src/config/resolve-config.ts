import { ProblemsError } from "../kernel/problem.ts";
import { checkSettings } from "./check-settings.ts";
import type { Config, ConfigInput } from "./config.ts";
import { type Settings, namedByPath } from "./config-layer.ts";

/**
 * Completes what code gives as configuration: an object in the form of sluice.yaml is checked and
 * filled with defaults, one that was loaded is given back as it is.
 *
 * @throws ProblemsError with every problem at once.
 */
export function resolveConfig(config: Config | ConfigInput): Config {
  return isComplete(config) ? config : completeSettings(config);
}

/**
 * Completes settings in the form of sluice.yaml with the defaults.
 *
 * @throws ProblemsError with every problem at once.
 */
export function completeSettings(values: Settings): Config {
  const checked = checkSettings([{ values, place: namedByPath }]);
  if (checked.problems !== undefined) throw new ProblemsError(checked.problems);
  return checked.config;
}

/** A complete configuration has every duration in milliseconds, and sluice.yaml has no such key. */
function isComplete(config: Config | ConfigInput): config is Config {
  return config.server !== undefined && "drainTimeoutMs" in config.server;
}
