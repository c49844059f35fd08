import { Writable } from "node:stream";

import { createLogger, type CreateLoggerOptions } from "../../src/telemetry/logger.ts";

/** A logger, and the lines that it has written, without what is the same in all of them. */
export function captureLog(level: CreateLoggerOptions["level"] = "info") {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const { time: _time, pid: _pid, hostname: _hostname, ...line } = JSON.parse(chunk.toString());
      lines.push(line);
      done();
    },
  });
  return {
    log: createLogger({ mode: "production", level, isTerminal: false, destination }),
    lines,
  };
}
