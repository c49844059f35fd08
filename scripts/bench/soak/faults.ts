import { setTimeout } from "node:timers/promises";

import type { RemoteSimulator } from "../scenarios/remote-simulator.ts";
import type { SoakedRedis } from "./redis.ts";

/** Something that goes wrong, and is put right. */
interface Fault {
  readonly name: string;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

/** What may go wrong with an API and a Redis. */
export function faultsOf(api: RemoteSimulator, redis: SoakedRedis): readonly Fault[] {
  const outage = (kind: "unavailable" | "hanging" | "refused"): Fault => ({
    name: `the API is ${kind}`,
    begin: () => api.set({ outage: kind }),
    end: () => api.set({ outage: "none" }),
  });
  return [
    outage("unavailable"),
    {
      name: "a tenth of all calls fail",
      begin: () => api.set({ errorShare: 0.1, dropShare: 0.02 }),
      end: () => api.set({ errorShare: 0, dropShare: 0 }),
    },
    { name: "the Redis answers nothing", begin: redis.freeze, end: redis.resume },
    outage("hanging"),
    { name: "the Redis is gone", begin: redis.kill, end: redis.start },
    {
      name: "the API is ten times as slow",
      begin: () => api.set({ latency: 100 }),
      end: () => api.set({ latency: 10 }),
    },
    outage("refused"),
  ];
}

/** Has one after the other, with as much time between them, until the signal aborts. */
export async function haveFaults(
  faults: readonly Fault[],
  options: {
    readonly forMs: number;
    readonly signal: AbortSignal;
    readonly onChange: (fault: string | undefined) => void;
  },
): Promise<void> {
  const { forMs, signal, onChange } = options;
  const pause = () => setTimeout(forMs, undefined, { signal }).catch(() => undefined);
  for (let at = 0; !signal.aborted; at = (at + 1) % faults.length) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await pause();
    const fault = faults[at];
    if (signal.aborted || fault === undefined) return;
    onChange(fault.name);
    // oxlint-disable-next-line no-await-in-loop -- the same
    await fault.begin();
    // oxlint-disable-next-line no-await-in-loop -- the same
    await pause();
    // oxlint-disable-next-line no-await-in-loop -- the same
    await fault.end();
    onChange(undefined);
  }
}
