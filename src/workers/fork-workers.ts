import cluster from "node:cluster";

import type { Port } from "./channel.ts";
import type { WorkerProcess } from "./worker.ts";

export interface ForkOptions {
  /** The program. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** Starts processes that share the ports they listen on with all others that are started here. */
export function forkWorkers({ file, args, cwd }: ForkOptions): () => WorkerProcess {
  return () => {
    // Invalidations may hold integers that JSON does not take.
    cluster.setupPrimary({ exec: file, args: [...args], cwd, serialization: "advanced" });
    const worker = cluster.fork();
    return {
      pid: worker.process.pid,
      port: portOf(worker),
      ended: new Promise((resolve) => {
        worker.once("exit", (status, signal) => resolve({ status, signal }));
      }),
      kill: () => worker.process.kill("SIGKILL"),
    };
  };
}

/** The line to the primary process; undefined where this process is no worker. */
export function portToPrimary(): Port | undefined {
  const { worker } = cluster;
  // v8 ignore next -- tests that measure are no workers
  return worker === undefined ? undefined : portOf(worker);
}

function portOf(worker: typeof cluster.worker & object): Port {
  return {
    // Without a callback, a message to a process that has ended would be an error of this one.
    send: (message) => void worker.send(message, () => undefined),
    onMessage: (listener) => void worker.on("message", listener),
    close: () => void worker.disconnect(),
  };
}
