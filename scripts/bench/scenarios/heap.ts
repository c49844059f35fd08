import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What is in use after all garbage is collected. */
export async function readHeapBytes(): Promise<number> {
  // As `node --expose-gc`, without asking the caller for it.
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  for (let round = 0; round < 12; round += 1) {
    // Timers and finalizers run between the rounds, and let go of what they hold; and code that has
    // not run for some rounds is thrown away, which would look as if memory shrank.
    // oxlint-disable-next-line no-await-in-loop
    await setTimeout(50);
    collect();
  }
  return process.memoryUsage().heapUsed;
}
