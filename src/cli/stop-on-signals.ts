import { type Clock, systemClock } from "../kernel/clock.ts";

/** The part of the process that is used here. */
export interface SignalledProcess {
  readonly on: (signal: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void) => unknown;
  readonly exit: (status: number) => unknown;
}

/**
 * Aborts at the first SIGINT or SIGTERM; at a second one the process exits at once, with the
 * status that shells give to a process ended by that signal.
 */
export function stopOnSignals(target: SignalledProcess, clock: Clock = systemClock): AbortSignal {
  const stop = new AbortController();
  let stoppedAtMs = 0;
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
  ] as const) {
    target.on(signal, () => {
      if (!stop.signal.aborted) {
        stoppedAtMs = clock.nowMs();
        stop.abort();
      } else if (clock.nowMs() - stoppedAtMs >= echoMs) {
        target.exit(128 + number);
      }
    });
  }
  return stop.signal;
}

/**
 * One Ctrl-C under npm arrives twice, from the terminal and from npm. What comes this soon after
 * the first is its echo, and nobody's wish to lose the requests in progress.
 */
const echoMs = 250;
