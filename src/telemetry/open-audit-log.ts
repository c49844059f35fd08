import { once } from "node:events";
import { mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

import { pino } from "pino";

import { type Clock, systemClock } from "../kernel/clock.ts";
import { ProblemsError } from "../kernel/problem.ts";
import { auditLineOf } from "./audit-line.ts";
import type { AuditLog } from "./audit-log.ts";
import type { Logger } from "./logger.ts";
import type { SaltedHash } from "./salted-hash.ts";
import { settleWithin } from "./settle-within.ts";

export interface AuditLogOptions {
  /** A file to append to, whose directories are made; or "stdout". */
  readonly destination: string;
  /** What keys and scopes are hashed with. */
  readonly hash: SaltedHash;
  /** Is told when lines are lost. */
  readonly log: Logger;
  readonly clock?: Clock;
}

/**
 * Opens the audit log: a stream of its own, with a JSON object in each line.
 *
 * Lines wait for a slow disk in memory, and beyond 16 MiB they are dropped: a disk that is full
 * must not stop the gateway.
 *
 * Rejects with ProblemsError when the file cannot be opened.
 */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const { hash, clock = systemClock } = options;
  const stream = openStream(options);
  let isStopped = false;
  const lines = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // In place of a level, which says nothing here: what tells these lines from a log's.
      formatters: { level: () => ({ audit: "call" }) },
    },
    stream,
  );

  return {
    write(call) {
      if (!isStopped) lines.info(auditLineOf(call, hash));
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      const closed = once(stream, "close");
      stream.end();
      await settleWithin(stopTimeoutMs, closed, clock);
    },
  };
}

const maxWaitingBytes = 16 * 1024 * 1024;
const stopTimeoutMs = 3000;

function openStream({ destination, log }: AuditLogOptions) {
  const stream = pino.destination({
    dest: destination === "stdout" ? 1 : openFile(destination),
    sync: false,
    maxLength: maxWaitingBytes,
  });
  let isLosing = false;
  const warn = (reason: string) => {
    // Once for each time that it begins, and not for each line.
    if (!isLosing) log.warn({ reason }, "the audit log loses lines");
    isLosing = true;
  };
  stream.on("error", (error: Error) => warn(error.message));
  stream.on("drop", () => warn("it is written too slowly"));
  stream.on("drain", () => {
    isLosing = false;
  });
  return stream;
}

/** Opened here, and not by pino, which would try to write to it at exit even if that failed. */
function openFile(destination: string): number {
  try {
    mkdirSync(dirname(destination), { recursive: true });
    return openSync(destination, "a");
  } catch (error) {
    throw new ProblemsError([
      {
        code: "CONFIG_INVALID_VALUE",
        severity: "error",
        message: `audit.destination is a file that can be written, or "stdout", and "${destination}" is neither: ${String(error)}.`,
        help: "Correct it, or the permissions of its directory.",
        origin: undefined,
      },
    ]);
  }
}
