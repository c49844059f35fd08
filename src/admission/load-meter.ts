import { monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

/** How busy a process is. */
export interface Load {
  /** How long work waits for its turn of the event loop: the mean since it was asked last. */
  readonly lagMs: number;
  /** The share in use of the memory that the process may have: 0.9 is nine tenths. */
  readonly memory: number;
}

/** Measures the load of this process. */
export class LoadMeter {
  readonly #delays: ReturnType<typeof monitorEventLoopDelay>;
  readonly #maxBytes: number;

  /** Where several processes share what memory there is, each may have its part. */
  constructor(processes: number) {
    this.#delays = monitorEventLoopDelay({ resolution: resolutionMs });
    this.#delays.enable();
    // Without a bound of its own, the number is one that no machine has.
    this.#maxBytes = process.constrainedMemory() / processes;
  }

  /** The load since this was asked last. */
  read(): Load {
    const { count, mean } = this.#delays;
    this.#delays.reset();
    const { used_heap_size: heapBytes, heap_size_limit: maxHeapBytes } = getHeapStatistics();
    return {
      // A delay is from one look to the next, which are never nearer than this.
      lagMs: count === 0 ? 0 : Math.max(0, mean / 1e6 - resolutionMs),
      memory: Math.max(heapBytes / maxHeapBytes, this.#residentShare()),
    };
  }

  stop(): void {
    this.#delays.disable();
  }

  #residentShare(): number {
    // 0: nobody can say.
    return this.#maxBytes > 0 ? process.memoryUsage.rss() / this.#maxBytes : 0;
  }
}

const resolutionMs = 20;
