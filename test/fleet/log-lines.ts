import { Writable } from "node:stream";

import { vi } from "vitest";

import { parseJson } from "../../src/kernel/json.ts";
import { createLogger } from "../../src/telemetry/logger.ts";

/** A logger whose lines are kept. */
export function keptLog() {
  const lines: unknown[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(parseJson(String(chunk)));
      done();
    },
  });
  const log = createLogger({ mode: "production", level: "info", isTerminal: false, destination });
  const messages = () => lines.map((line) => Reflect.get(Object(line), "msg"));
  return {
    log,
    lines,
    messages,
    /** Waits for a line that says this. */
    says: (message: string, count = 1) =>
      vi.waitUntil(() => messages().filter((one) => one === message).length >= count, {
        timeout: 10_000,
        interval: 5,
      }),
  };
}
