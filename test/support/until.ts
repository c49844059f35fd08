import { setImmediate } from "node:timers/promises";

/** Resolves once the claim is true: it is tried once per turn of the event loop. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
  while (!(await isTrue())) await setImmediate();
}

/** So many turns of the event loop: enough for what goes no further than this process. */
export async function turns(count = 5): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
  for (let left = count; left > 0; left--) await setImmediate();
}
