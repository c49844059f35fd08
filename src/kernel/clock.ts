/** Where time comes from, so that a test can stand in for it. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number;
  /** Milliseconds since 1970, for what others say of time: a clock that may be set. */
  readonly dateMs: () => number;
  /**
   * Calls `callback` once after `delayMs`, unless cancelled. The timer does not keep the process
   * alive, so that an idle gateway lets it end: see `keepAlive` for work that somebody awaits.
   */
  readonly after: (delayMs: number, callback: () => void) => Timer;
}

export interface Timer {
  readonly cancel: () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  dateMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
