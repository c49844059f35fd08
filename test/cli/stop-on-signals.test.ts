import { EventEmitter } from "node:events";

import { describe, expect, test } from "vitest";

import { stopOnSignals } from "../../src/cli/stop-on-signals.ts";
import { systemClock } from "../../src/kernel/clock.ts";

function signalled() {
  const events = new EventEmitter();
  const exits: number[] = [];
  let nowMs = 1000;
  const stop = stopOnSignals(
    {
      on: (signal, listener) => events.on(signal, listener),
      exit: (status) => exits.push(status),
    },
    { ...systemClock, nowMs: () => nowMs },
  );
  return {
    stop,
    exits,
    send: (signal: string) => events.emit(signal),
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("a signal", () => {
  test.each(["SIGINT", "SIGTERM"])(
    "%s asks to stop, and exits at once the second time",
    (signal) => {
      const { stop, exits, send, wait } = signalled();
      expect(stop.aborted).toBe(false);
      send(signal);
      expect(stop.aborted).toBe(true);
      expect(exits).toEqual([]);
      wait(1000);
      send(signal);
      expect(exits).toEqual([signal === "SIGINT" ? 130 : 143]);
    },
  );

  test("that npm passes on, right after the terminal sent it, does not count as a second one", () => {
    const { exits, send, wait } = signalled();
    send("SIGINT");
    wait(20);
    send("SIGINT");
    expect(exits).toEqual([]);
  });

  test("of the other kind counts as a second one", () => {
    const { exits, send, wait } = signalled();
    send("SIGTERM");
    wait(1000);
    send("SIGINT");
    expect(exits).toEqual([130]);
  });
});
