import { expect, test, vi } from "vitest";

import { inProcess } from "../../src/sources/in-process.ts";

test("a call in process has its turn at once, and never waits", () => {
  const start = vi.fn<() => undefined>();
  const ticket = {
    lane: "normal",
    scope: "",
    deadlineMs: undefined,
    start,
    refuse: vi.fn<() => void>(),
  } as const;
  inProcess.enter(ticket);
  expect(start).toHaveBeenCalledOnce();
  expect(inProcess.giveUp(ticket)).toBe(false);
});
