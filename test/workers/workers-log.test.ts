import { expect, test } from "vitest";

import type { Invalidation } from "../../src/freshness/invalidation.ts";
import { WorkersLog } from "../../src/workers/workers-log.ts";

const tags: Invalidation = { tags: ["a"] };

/** What is shared beyond this machine, as a store would do it; it tells so many. */
function logBeyond(told: number | undefined) {
  const done: string[] = [];
  return {
    done,
    share: (position: number) => `there:${position}`,
    local: (shared: string) => Number(shared.replace("there:", "")),
    start: async () => void done.push("start"),
    append: async (_invalidation: Invalidation, position: number) => {
      done.push(`append at ${position}`);
      return told;
    },
    close: () => void done.push("close"),
  };
}

function logOf(beyond: ReturnType<typeof logBeyond> | undefined, workers: number | undefined = 3) {
  const added: Invalidation[] = [];
  const listeners: ((invalidation: Invalidation) => void)[] = [];
  const log = new WorkersLog({
    seat: {
      shareInvalidation: async () => workers,
      onInvalidation: (listener) => void listeners.push(listener),
    },
    local: { add: (invalidation) => added.push(invalidation) },
    beyond,
  });
  return { log, added, tell: () => listeners[0]?.(tags) };
}

test("what other workers invalidate is added here; it is in no log beyond the machine", async () => {
  const { log, added, tell } = logOf(undefined);
  await log.start();
  tell();
  expect(added).toEqual([tags]);
  expect(await log.append(tags, 7)).toBe(3);
  expect(log.local(log.share(7))).toBe(7);
  log.close();
});

test("what is shared beyond the machine is shared with both, and counted once", async () => {
  const beyond = logBeyond(4);
  const { log } = logOf(beyond);
  await log.start();
  expect(await log.append(tags, 7)).toBe(6);
  expect(log.share(7)).toBe("there:7");
  expect(log.local("there:7")).toBe(7);
  log.close();
  expect(beyond.done).toEqual(["start", "append at 7", "close"]);
});

test("it is not known to all while one of them does not know", async () => {
  const { log } = logOf(logBeyond(undefined));
  expect(await log.append(tags, 7)).toBeUndefined();
});
