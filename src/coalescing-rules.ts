import type { CoalescingRules } from "./coalescing/coalescer.ts";
import { type Config, sourceConfig } from "./config/config.ts";

/** What the settings say about how keys are gathered into calls. */
export function coalescingRules(config: Config): CoalescingRules {
  return {
    ofSource(name) {
      const { batch, lanes } = sourceConfig(config, name);
      return {
        windowMs: batch.windowMs,
        sharing: batch.sharing === "request" ? "REQUEST" : "SCOPE",
        lanes,
        callsPerOperation: callLimit(config, name),
      };
    },
  };
}

/** The most calls that one operation may make to a source. */
export function callLimit(config: Config, sourceName: string): number {
  return sourceConfig(config, sourceName).callsPerOperation ?? config.limits.callsPerOperation;
}
