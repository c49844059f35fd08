import { expect, test } from "vitest";

import { cronFault, isTimeZone, lastDueMs, nextDueMs } from "../../src/config/cron-times.ts";

test.each(["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])("%s is a time zone", (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(["", "Europe/Berlyn", "Mars/Olympus"])('"%s" is no time zone', (name) => {
  expect(isTimeZone(name)).toBe(false);
});

test("a cron expression that never comes has a fault", () => {
  expect(cronFault("0 0 31 2 *")).toBe("this never comes");
  expect(cronFault("0 22 * * *")).toBeUndefined();
});

test("an hour that daylight saving skips comes when that hour would have ended", () => {
  const time = { cron: "30 2 * * *", timeZone: "Europe/Berlin" };
  const before = Date.UTC(2026, 2, 28, 12);
  expect(new Date(nextDueMs(time, before)).toISOString()).toBe("2026-03-29T01:00:00.000Z");
  expect(new Date(lastDueMs(time, before)).toISOString()).toBe("2026-03-28T01:30:00.000Z");
});
