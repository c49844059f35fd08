import type { InvalidationLog } from "./invalidation-log.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { SharedTier } from "./shared-tier.ts";

/** What is kept, and what was invalidated. Lives as long as the process: schemas come and go. */
export interface Cache {
  /** Whether there is any place to keep something in. */
  readonly isOn: boolean;
  readonly memory: MemoryStore;
  /** What replicas share; undefined: each keeps for itself. */
  readonly shared: SharedTier | undefined;
  readonly log: InvalidationLog;
}
