import type { CoalescingRules } from "./coalescing/coalescer.ts";
import { type Config, sourceConfig } from "./config/config.ts";

/** What the settings say about how keys are gathered into calls. */
export function coalescingRules(config: Config): CoalescingRules {
  return {
    ofSource(name) {
      const { batch, lanes, callsPerOperation } = sourceConfig(config, name);
      return {
        windowMs: batch.windowMs,
        sharing: batch.sharing === "request" ? "REQUEST" : "SCOPE",
        lanes,
        callsPerOperation: callsPerOperation ?? config.limits.callsPerOperation,
      };
    },
  };
}
