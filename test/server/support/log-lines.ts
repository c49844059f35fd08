import { pino } from "pino";

import type { Logger } from "../../../src/telemetry/logger.ts";

/** A real logger whose lines can be read. */
export function logLines(level = "info"): {
  readonly log: Logger;
  readonly lines: Record<string, unknown>[];
} {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level }, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { log, lines };
}
