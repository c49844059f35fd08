import type { Readable, Writable } from "node:stream";

import type { Environment } from "../config/interpolate.ts";
import type { Port } from "../workers/channel.ts";

/** What a command gets from the process it runs in. */
export interface CommandContext {
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
  /** The working directory, in which relative paths begin. */
  readonly cwd: string;
  /** Aborts when the command is asked to stop. */
  readonly stop: AbortSignal;
  /** Calls `listener` whenever the command is asked to read everything anew. */
  readonly onHangup: (listener: () => void) => void;
  /** The line to the primary process, where this is a worker of it. */
  readonly primary?: Port | undefined;
}

export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** How a command ended: 0 well, 1 with problems in what it was given, 2 as it could not run. */
export type ExitStatus = 0 | 1 | 2;

/** Writes lines to a stream. */
export function printLines(stream: OutputStream, lines: readonly string[]): void {
  stream.write(`${lines.join("\n")}\n`);
}

/** Resolves when the command is asked to stop. */
export async function untilStopped({ stop }: CommandContext): Promise<void> {
  if (stop.aborted) return;
  await new Promise<void>((resolve) => {
    stop.addEventListener("abort", () => resolve(), { once: true });
  });
}
