import { getEventListeners } from "node:events";

import { describe, expect, test } from "vitest";

import { unlessAborted } from "../../src/freshness/unless-aborted.ts";

describe("what is waited for unless the request is given up", () => {
  test("comes, and leaves no listener", async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(await unlessAborted(Promise.resolve(2), undefined)).toBe(2);
  });

  test("is given up with it", async () => {
    const controller = new AbortController();
    const answer = unlessAborted(new Promise(() => {}), controller.signal);
    controller.abort();
    expect(await answer).toBeUndefined();
    expect(await unlessAborted(new Promise(() => {}), controller.signal)).toBeUndefined();
  });

  test("fails as it fails", async () => {
    const { signal } = new AbortController();
    await expect(unlessAborted(Promise.reject(new Error("bug")), signal)).rejects.toThrow("bug");
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
