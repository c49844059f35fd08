import type { CheckConfig } from "../../src/config/check-tuning.ts";

/** A check by a schema that has these sources. */
export function knowing(...sources: readonly string[]): CheckConfig {
  return (config) =>
    Object.keys(config.sources)
      .filter((name) => !sources.includes(name))
      .map((name) => ({
        code: "UNKNOWN",
        severity: "error",
        message: name,
        help: `There is ${sources.join(", ")}.`,
        origin: undefined,
      }));
}
