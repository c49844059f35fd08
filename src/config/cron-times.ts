import { Cron } from "croner";

/** When something comes about: a cron expression of five fields, and the time zone it is meant in. */
export interface CronTime {
  readonly cron: string;
  /** By its IANA name. */
  readonly timeZone: string;
}

/** What is wrong with a cron expression; undefined if nothing is. */
export function cronFault(cron: string): string | undefined {
  try {
    const time = { cron, timeZone: "UTC" };
    return nextDueMs(time, Date.UTC(2000, 0, 1)) === Infinity ? "this never comes" : undefined;
  } catch (error) {
    return String(error).replace(/^\w+: CronPattern: /, "");
  }
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** When it last came, this very second included; in milliseconds since 1970, or -Infinity. */
export function lastDueMs(time: CronTime, nowMs: number): number {
  // Croner looks strictly before the second it is given.
  return Math.max(
    ...open(time)
      .previousRuns(1, new Date(nowMs + 1000))
      .map(Number),
  );
}

/** When it comes next, after this second; in milliseconds since 1970, or Infinity. */
export function nextDueMs(time: CronTime, nowMs: number): number {
  return Math.min(...open(time).nextRuns(1, new Date(nowMs)).map(Number));
}

/** Without a function to run, it has no timer. */
function open({ cron, timeZone }: CronTime): Cron {
  return new Cron(cron, { timezone: timeZone, mode: "5-part" });
}
