import type { Config } from "./config.ts";
import { type Settings, mergeSettings, valueAt } from "./config-layer.ts";
import { type CronTime, lastDueMs, nextDueMs } from "./cron-times.ts";

/**
 * What the calendar has set by now, in the form of sluice.yaml: each entry as it was last due. Of
 * two that set one key, the one that was due later holds, or else the lower one.
 */
export function scheduledSettings(config: Config, nowMs: number): Settings {
  return entriesOf(config)
    .map((entry) => ({ entry, dueMs: lastDueMs(entry, nowMs) }))
    .toSorted((a, b) => a.dueMs - b.dueMs)
    .map(({ entry }): Settings => ({ sources: { [entry.source]: entry.set } }))
    .reduce(mergeSettings, {});
}

/** When the calendar next sets something, in milliseconds since 1970; infinite where it never does. */
export function nextChangeMs(config: Config, nowMs: number): number {
  return Math.min(...entriesOf(config).map((entry) => nextDueMs(entry, nowMs)));
}

interface Entry extends CronTime {
  readonly source: string;
  readonly set: unknown;
}

function entriesOf({ sources, written }: Config): readonly Entry[] {
  return Object.entries(sources).flatMap(([source, { schedule }]) =>
    schedule.map(({ cron, timeZone }, index) => ({
      cron,
      timeZone,
      source,
      // As it is written: what is not written in it is left as it is, and not set to its default.
      set: valueAt(written, ["sources", source, "schedule", index, "set"]),
    })),
  );
}
