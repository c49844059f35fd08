import { describe, expect, test } from "vitest";

import { parseBytes } from "../../src/kernel/bytes.ts";
import { parseDuration } from "../../src/kernel/duration.ts";

describe("parseDuration", () => {
  test.each([
    ["250ms", 250],
    ["1.5s", 1500],
    ["5m", 300_000],
    ["1h", 3_600_000],
    [" 2d ", 172_800_000],
    ["0s", 0],
  ])("reads %s as %d milliseconds", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(["", "5", "s", "-1s", "5 s", "1y", "1s2s"])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("parseBytes", () => {
  test.each([
    ["512B", 512],
    ["8KiB", 8192],
    ["1.5MiB", 1_572_864],
    ["1GiB", 1_073_741_824],
  ])("reads %s as %d bytes", (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  test.each(["", "8", "8KB", "-1B", "KiB"])("refuses %j", (text) => {
    expect(parseBytes(text)).toBeUndefined();
  });
});
