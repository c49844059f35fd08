import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A server in a process of its own. */
export interface Child {
  readonly url: string;
  /** The number that the process counts: see its script. */
  readonly readNumber: () => Promise<number>;
  readonly stop: () => void;
}

/** Starts a script of this folder in a process pinned to a core, or to none. */
export async function startChild(
  script: string,
  args: readonly string[],
  core: number | undefined,
): Promise<Child> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", file, ...args];
  const pinned = core === undefined ? command : ["taskset", "-c", String(core), ...command];
  const child = spawn(pinned[0] ?? "", pinned.slice(1), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  return {
    url: String(await nextMessage(child)),
    async readNumber() {
      child.send("number");
      return Number(await nextMessage(child));
    },
    stop: () => child.kill(),
  };
}

/** The other end, in the child: tells its address, then the number whenever it is asked. */
export function serveParent(url: string, readNumber: () => number): void {
  process.on("message", () => process.send?.(readNumber()));
  process.on("disconnect", () => process.exit());
  process.send?.(url);
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const listening = new AbortController();
  const { signal } = listening;
  try {
    return await Promise.race([
      once(child, "message", { signal }).then(([message]: unknown[]) => message),
      once(child, "exit", { signal }).then(([code]: unknown[]) => {
        throw new Error(`A server of the bench ended with exit code ${String(code)}.`);
      }),
    ]);
  } finally {
    listening.abort();
  }
}
