import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { atMost, type Scenario, told } from "./scenario.ts";

/** What the process that is measured may keep. */
export const boundBytes = 64 * 1024 ** 2;
export const keyCount = 10_000_000;

/** What the process that is measured tells. */
export interface MemoryReport {
  /** What was resident when it started. */
  readonly coldBytes: number;
  /** What was resident after the same work, with nothing kept. */
  readonly idleBytes: number;
  /** The most that was resident. */
  readonly peakBytes: number;
  readonly hitRate: number;
  /** How many entries it held in the end. */
  readonly count: number;
  /** How many times as long a lookup takes through Keyv. */
  readonly keyvRatio: number;
}

/** What keeping values costs a process, and what it brings, when there are far more than it may keep. */
export const memoryBound: Scenario = {
  name: "memory-bound",
  about: `${keyCount / 1e6} million keys, Zipf-distributed, against ${boundBytes / 1024 ** 2} MiB`,
  async run(onProgress) {
    onProgress("some 50 seconds");
    const script = fileURLToPath(new URL("memory-process.ts", import.meta.url));
    const child = fork(script, { execArgv: ["--disable-warning=ExperimentalWarning"] });
    const [message]: readonly unknown[] = await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => {
        throw new Error("The process that is measured ended.");
      }),
    ]);
    // oxlint-disable-next-line no-unsafe-type-assertion -- it is our own script
    const report = message as MemoryReport;
    const { coldBytes, idleBytes, peakBytes, hitRate, count, keyvRatio } = report;
    return [
      atMost("resident at most, over idle, of the bound", (peakBytes - idleBytes) / boundBytes, {
        limit: 1.5,
      }),
      told("resident at idle: after the same work, nothing kept", idleBytes / 1024 ** 2, " MiB"),
      told("resident at the start", coldBytes / 1024 ** 2, " MiB"),
      told("resident at most", peakBytes / 1024 ** 2, " MiB"),
      told("reads that were hits", 100 * hitRate, " %"),
      told("users held", count),
      told("a lookup through Keyv, of one in memory", keyvRatio, " times"),
    ];
  },
};
