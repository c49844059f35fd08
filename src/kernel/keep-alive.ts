/**
 * Keeps the process alive until a promise settles, and gives it back: for somebody who awaits it in
 * this process. What it waits for need not do that. The clock's timers do not: a retry, or a call
 * that its rate limit holds back, would else end with the process.
 */
export async function keepAlive<Value>(work: Promise<Value>): Promise<Value> {
  // v8 ignore next -- the timer never fires
  const handle = setInterval(() => undefined, longMs);
  try {
    return await work;
  } finally {
    clearInterval(handle);
  }
}

/** The longest that a timer of Node takes: it is there to exist, not to fire. */
const longMs = 2 ** 31 - 1;
