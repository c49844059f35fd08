import { Server } from "node:net";
import { setImmediate } from "node:timers/promises";

import type { Clock } from "../kernel/clock.ts";

/**
 * Stops listening, and leaves all connections open. Resolves when the last of them is gone, or after
 * `timeoutMs`.
 *
 * The `close` of an HTTP server would cut idle connections at once, which a client may be sending a
 * request into at that very moment.
 */
export async function leave(server: Server, clock: Clock, timeoutMs: number): Promise<void> {
  // Connections that wait to be accepted would be reset: at this point of the loop there are none.
  await setImmediate();
  await new Promise<void>((resolve) => {
    const timer = clock.after(timeoutMs, resolve);
    Server.prototype.close.call(server, () => {
      timer.cancel();
      resolve();
    });
  });
}
