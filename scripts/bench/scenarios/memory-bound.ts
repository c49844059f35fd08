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
    onProgress("some 2 minutes");
    const usual = await measure([]);
    // V8 lets the young generation of a process that works grow to 128 MiB where there is room, cache
    // or no cache: held small, all that is resident is the cache's.
    const small = await measure(["--max-semi-space-size=2"]);
    return [
      atMost("over the start, young generation small: at most, of the bound", overStart(small), {
        limit: 1.5,
      }),
      atMost("over the same work with nothing kept: at most, of the bound", overIdle(usual), {
        limit: 1.5,
      }),
      told("over the start, as V8 has it by itself, of the bound", overStart(usual)),
      ...[small, usual].flatMap((report, index) => {
        const which = index === 0 ? "small" : "usual";
        return [
          told(`${which}: resident at the start`, report.coldBytes / 1024 ** 2, " MiB"),
          told(`${which}: after the same work, nothing kept`, report.idleBytes / 1024 ** 2, " MiB"),
          told(`${which}: resident at most`, report.peakBytes / 1024 ** 2, " MiB"),
        ];
      }),
      told("reads that were hits", 100 * usual.hitRate, " %"),
      told("users held", usual.count),
      told("a lookup through Keyv, of one in memory", usual.keyvRatio, " times"),
    ];
  },
};

function overStart({ peakBytes, coldBytes }: MemoryReport): number {
  return (peakBytes - coldBytes) / boundBytes;
}

function overIdle({ peakBytes, idleBytes }: MemoryReport): number {
  return (peakBytes - idleBytes) / boundBytes;
}

async function measure(flags: readonly string[]): Promise<MemoryReport> {
  const script = fileURLToPath(new URL("memory-process.ts", import.meta.url));
  const child = fork(script, { execArgv: ["--disable-warning=ExperimentalWarning", ...flags] });
  const [message]: readonly unknown[] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error("The process that is measured ended.");
    }),
  ]);
  // oxlint-disable-next-line no-unsafe-type-assertion -- it is our own script
  return message as MemoryReport;
}
