import { z } from "zod";

import { cronFault, isTimeZone } from "./cron-times.ts";

/** The entries of a calendar; `set` is what each of them may set. */
export function schedule<Set extends z.ZodType>(set: Set) {
  const entry = z.strictObject(
    {
      cron: cron().describe("When it comes into force: minute, hour, day, month, day of the week."),
      timeZone: timeZone().default("UTC").describe("The time zone that `cron` is meant in."),
      set: set.describe("What it sets: any of this source's settings that may be tuned."),
    },
    "a map of `cron`, `timeZone` and `set`",
  );
  return z
    .array(entry, "a list of entries with `cron`, `timeZone` and `set`")
    .default([])
    .describe("Settings that come into force by calendar.");
}

function cron() {
  const rule = 'a cron expression of five fields, such as "0 22 * * *"';
  return z.string(rule).superRefine((text, context) => {
    const fault = cronFault(text);
    if (fault !== undefined) context.addIssue({ code: "custom", message: `${rule} (${fault})` });
  });
}

function timeZone() {
  const rule = 'a time zone by its IANA name, such as "Europe/Berlin" or "UTC"';
  return z.string(rule).refine(isTimeZone, rule);
}
