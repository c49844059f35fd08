import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import type { Behaviour } from "../../../test/support/simulator/behaviour.ts";
import type { SimulatedCall } from "../../../test/support/simulator/call-log.ts";

/** A simulator in a process of its own. One order at a time. */
export interface RemoteSimulator {
  readonly url: string;
  readonly set: (changes: Partial<Behaviour>) => Promise<void>;
  /** What it was asked since this was called last; `atMs` is on the clock of {@link sharedNowMs}. */
  readonly takeCalls: () => Promise<readonly SimulatedCall[]>;
  readonly [Symbol.dispose]: () => void;
}

/** What the process is told to do. It answers each with the calls that are asked for, or none. */
export type SimulatorOrder =
  | { readonly kind: "set"; readonly changes: Partial<Behaviour> }
  | { readonly kind: "calls"; readonly from: number };

export async function startRemoteSimulator(
  behaviour: Partial<Behaviour> = {},
): Promise<RemoteSimulator> {
  const file = fileURLToPath(new URL("simulator-process.ts", import.meta.url));
  const args = ["--disable-warning=ExperimentalWarning", file, JSON.stringify(behaviour)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [url]: unknown[] = await once(child, "message");
  const carryOut = async (order: SimulatorOrder): Promise<readonly SimulatedCall[]> => {
    child.send(order);
    return (await once(child, "message"))[0];
  };
  let taken = 0;
  return {
    url: String(url),
    async set(changes) {
      await carryOut({ kind: "set", changes });
    },
    async takeCalls() {
      const calls = await carryOut({ kind: "calls", from: taken });
      taken += calls.length;
      return calls;
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}

/** Milliseconds since 1970 on a clock that never goes back, and that all processes share. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}
