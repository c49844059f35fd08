import type { Clock } from "../kernel/clock.ts";

/** What a promise comes to, or a rejection when that takes too long. The work itself goes on unheard. */
export function withDeadline<Value>(
  work: Promise<Value>,
  clock: Clock,
  deadlineMs: number,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(deadlineMs, () => {
      reject(new Error(`Redis did not answer within ${deadlineMs} ms.`));
    });
    work.finally(() => timer.cancel()).then(resolve, reject);
  });
}
