import { expect, test } from "vitest";

import { InFlight } from "../../src/kernel/in-flight.ts";

test("waits for all work, also for what begins while it waits, and whether it fails or not", async () => {
  const inFlight = new InFlight();
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const tracked = inFlight.track(first.promise);
  let isNone = false;
  const waiting = async (): Promise<void> => {
    await inFlight.whenNone();
    isNone = true;
  };
  const none = waiting();

  const failing = inFlight.track(second.promise);
  first.resolve("done");
  expect(await tracked).toBe("done");
  expect(isNone).toBe(false);

  second.reject(new Error("failed"));
  await expect(failing).rejects.toThrow("failed");
  await none;
  expect(isNone).toBe(true);
});
