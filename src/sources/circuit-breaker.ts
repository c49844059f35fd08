import { RollingWindow } from "./rolling-window.ts";
import type { BreakerSettings } from "./source-settings.ts";

export type BreakerState = "closed" | "open" | "half-open";

/** Leave to make one call. Whoever has it must `record` once what came of the call. */
export interface Pass {
  /** Whether the call finds out if the source is back: nothing else goes until it has ended. */
  readonly isProbe: boolean;
}

/** "abandoned": nobody can tell, as the call was given up or never sent. */
export type CallResult = "success" | "failure" | "abandoned";

/**
 * Holds calls back from a source that fails.
 *
 * Closed, it lets all through and counts; when too many fail it opens, and refuses all for a while;
 * then one probe goes (half-open), whose success closes it and whose failure opens it again. What
 * calls of an earlier state come to no longer counts.
 */
export class CircuitBreaker {
  #settings: BreakerSettings;
  readonly #onChange: ((state: BreakerState) => void) | undefined;
  #state: State;

  constructor(settings: BreakerSettings, onChange?: (state: BreakerState) => void) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#state = closed(settings);
  }

  get state(): BreakerState {
    return this.#state.kind;
  }

  /** Changes the settings. What has been counted stays, unless the span it is counted over differs. */
  tune(settings: BreakerSettings): void {
    this.#settings = settings;
    const state = this.#state;
    if (state.kind === "closed" && state.window.spanMs !== settings.windowMs) {
      this.#state = closed(settings);
    }
  }

  /** Undefined when the call must not be made. */
  admit(nowMs: number): Pass | undefined {
    const state = this.#state;
    switch (state.kind) {
      case "closed":
        return state.pass;
      case "open":
        if (this.retryAfterMs(nowMs) > 0) return undefined;
        return this.#probe();
      case "half-open":
        return state.probe === undefined ? this.#probe() : undefined;
    }
  }

  /** How long until a call may be admitted; while a probe decides, as if it had just failed. */
  retryAfterMs(nowMs: number): number {
    const state = this.#state;
    const { openMs } = this.#settings;
    switch (state.kind) {
      case "closed":
        return 0;
      case "open":
        return Math.max(0, state.sinceMs + openMs - nowMs);
      case "half-open":
        return state.probe === undefined ? 0 : openMs;
    }
  }

  record(pass: Pass, result: CallResult, nowMs: number): void {
    const state = this.#state;
    switch (state.kind) {
      case "closed":
        if (pass === state.pass && result !== "abandoned") {
          state.window.add(result === "failure", nowMs);
          if (result === "failure" && this.#isFailing(state.window, nowMs)) this.#open(nowMs);
        }
        return;
      case "open":
        return;
      case "half-open":
        if (pass !== state.probe) return;
        if (result === "success") this.#change(closed(this.#settings));
        else if (result === "failure") this.#open(nowMs);
        else this.#change({ kind: "half-open", probe: undefined });
    }
  }

  #isFailing(window: RollingWindow, nowMs: number): boolean {
    const { calls, failures } = window.read(nowMs);
    const { minCalls } = this.#settings;
    return calls >= minCalls && failures >= calls * this.#settings.failures;
  }

  #open(nowMs: number): void {
    this.#change({ kind: "open", sinceMs: nowMs });
  }

  #probe(): Pass {
    const probe: Pass = { isProbe: true };
    this.#change({ kind: "half-open", probe });
    return probe;
  }

  #change(state: State): void {
    const before = this.#state.kind;
    this.#state = state;
    if (state.kind !== before) this.#onChange?.(state.kind);
  }
}

type State =
  /** All calls of one closed time have one pass, which tells them from those of another. */
  | { readonly kind: "closed"; readonly window: RollingWindow; readonly pass: Pass }
  | { readonly kind: "open"; readonly sinceMs: number }
  /** No probe is under way when the last one was abandoned. */
  | { readonly kind: "half-open"; readonly probe: Pass | undefined };

function closed({ windowMs }: BreakerSettings): State {
  return { kind: "closed", window: new RollingWindow(windowMs), pass: { isProbe: false } };
}
