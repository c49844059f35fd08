import type { Writable } from "node:stream";

import { type Logger, type LoggerOptions, pino } from "pino";
import { PinoPretty } from "pino-pretty";

import { redact } from "./redact.ts";

export type { Logger } from "pino";

export interface CreateLoggerOptions {
  readonly mode: "development" | "production";
  /** The least severe lines to write. */
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Whether people read the lines as they come. */
  readonly isTerminal: boolean;
  /** Whether other processes write to the same standard output: then lines stay whole among theirs. */
  readonly isShared?: boolean;
  /** Default: standard output. */
  readonly destination?: Writable;
}

/**
 * A logger: for people in development on a terminal, else one JSON object in each line.
 *
 * Secrets that come as a field, at any depth, are left out of the lines.
 */
export function createLogger({
  mode,
  level,
  isTerminal,
  isShared = false,
  destination,
}: CreateLoggerOptions): Logger {
  const isForPeople = mode === "development" && isTerminal;
  const options: LoggerOptions = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redact(fields),
    },
    serializers: { err: (error: Error) => redact({ ...pino.stdSerializers.err(error) }) },
  };
  if (!isForPeople) {
    // Lines that come while one is being written go out with the next write, and at the latest as
    // the process ends.
    const atOnce = isShared ? { maxWrite: wholeBytes } : {};
    return pino(options, destination ?? pino.destination({ fd: 1, sync: false, ...atOnce }));
  }
  const pretty = PinoPretty({
    colorize: true,
    ignore: "pid,hostname",
    translateTime: "SYS:HH:MM:ss",
    singleLine: true,
    sync: true,
    destination: destination ?? 1,
  });
  return pino(options, pretty);
}

/** What is written to a pipe at once stays together up to this: PIPE_BUF. */
const wholeBytes = 4096;
