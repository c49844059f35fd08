import type { Clock } from "./clock.ts";

/**
 * What a promise comes to, or a rejection when that takes too long: with `late` for a message. The
 * work itself goes on unheard.
 */
export function withDeadline<Value>(
  work: Promise<Value>,
  clock: Clock,
  { deadlineMs, late }: { readonly deadlineMs: number; readonly late: string },
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(deadlineMs, () => {
      // What came while this process was busy with something else is read first: it is not late.
      setImmediate(() => reject(new LateError(`${late} ${deadlineMs} ms.`)));
    });
    work.finally(() => timer.cancel()).then(resolve, reject);
  });
}

/** Something took longer than it may. */
export class LateError extends Error {
  override readonly name = "LateError";
}
