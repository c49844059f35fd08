/** Where time comes from, so that a test can stand in for it. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number;
  /** Calls `callback` once after `delayMs`, unless cancelled. The timer does not keep the process alive. */
  readonly after: (delayMs: number, callback: () => void) => Timer;
}

export interface Timer {
  readonly cancel: () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
