import { describe, expect, test } from "vitest";

import { type ConfigInput, sourceSettings } from "../../src/config/config.ts";
import { LiveConfig, type SettingsChange } from "../../src/config/live-config.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { knowing } from "./knowing.ts";

const hourMs = 3_600_000;

/** Settings of a source `users`, from a midnight in UTC. */
function live(users: NonNullable<ConfigInput["sources"]>[string], startMs = Date.UTC(2026, 0, 1)) {
  let check = knowing("users", "posts");
  const manual = createManualClock();
  const clock = { ...manual, dateMs: () => startMs + manual.nowMs() };
  const changes: SettingsChange[] = [];
  const config = new LiveConfig({
    config: resolveConfig({ sources: { users } }),
    check: (it) => check(it),
    clock,
    onChange: (_config, change) => void changes.push(change),
  });
  const windowMs = () => config.current.sources["users"]?.batch.windowMs;
  const knows = (...names: readonly string[]) => void (check = knowing(...names));
  return { config, clock, changes, windowMs, knows };
}

const atTen = { cron: "0 22 * * *", set: { batch: { window: "50ms" } } };
const atSeven = { cron: "0 7 * * *", set: { batch: { window: "5ms" }, timeout: "1s" } };

describe("the calendar", () => {
  test("has set, at start, what was due last", () => {
    expect(live({ schedule: [atTen, atSeven] }).windowMs()).toBe(50);
    expect(live({ schedule: [atSeven, atTen] }).windowMs()).toBe(50);
  });

  test(
    "sets what an entry says when its time comes, and leaves the other settings",
    { timeout: 60_000 },
    () => {
      const { config, clock, changes, windowMs } = live({
        batch: { maxSize: 7 },
        schedule: [atTen, atSeven],
      });
      clock.advance(7 * hourMs - 1);
      expect(windowMs()).toBe(50);
      expect(changes).toEqual([]);
      clock.advance(1);
      expect(windowMs()).toBe(5);
      expect(config.current.sources["users"]?.batch.maxSize).toBe(7);
      expect(changes).toEqual([{ cause: "schedule", settings: ["sources.users.batch.window"] }]);
      clock.advance(15 * hourMs);
      expect(windowMs()).toBe(50);
      // What nobody else sets stays as it was set.
      expect(config.current.sources["users"]?.timeoutMs).toBe(1000);
      clock.advance(9 * hourMs);
      expect(windowMs()).toBe(5);
    },
  );

  test.each([
    ["winter", Date.UTC(2026, 0, 1), 6],
    ["summer", Date.UTC(2026, 6, 1), 5],
  ])("is that of the entry's time zone, in %s", (_season, startMs, hour) => {
    const inBerlin = { ...atSeven, timeZone: "Europe/Berlin" };
    const { clock, windowMs } = live({ schedule: [atTen, inBerlin] }, startMs);
    clock.advance(hour * hourMs - 1);
    expect(windowMs()).toBe(50);
    clock.advance(1);
    expect(windowMs()).toBe(5);
  });

  test("of two entries due at once lets the lower one hold", () => {
    const low = { ...atTen, set: { batch: { window: "9ms" } } };
    expect(live({ schedule: [atTen, low] }).windowMs()).toBe(9);
    expect(live({ schedule: [low, atTen] }).windowMs()).toBe(50);
  });

  test("is looked at anew within a minute when the clock on the wall is set", () => {
    const manual = createManualClock();
    let setMs = 0;
    const clock = { ...manual, dateMs: () => manual.dateMs() + setMs };
    const config = new LiveConfig({
      config: resolveConfig({ sources: { users: { schedule: [atTen, atSeven] } } }),
      check: knowing("users"),
      clock,
      onChange: () => undefined,
    });
    setMs = 8 * hourMs;
    manual.advance(60_000);
    expect(config.current.sources["users"]?.batch.windowMs).toBe(5);
    config.stop();
  });

  test("costs no timer where it is empty, and none once it is stopped", () => {
    expect(live({}).clock.timerCount()).toBe(0);
    const { config, clock, changes } = live({ schedule: [atTen, atSeven] });
    expect(clock.timerCount()).toBe(1);
    config.stop();
    config.setWritten(resolveConfig({ limits: { callsPerOperation: 1 } }));
    expect(clock.timerCount()).toBe(0);
    expect(changes).toEqual([]);
  });
});

describe("an edit", () => {
  test("takes effect, below the calendar and the tunings", () => {
    const { config, changes, windowMs } = live({ schedule: [atTen] });
    config.setTunings([{ source: "users", path: ["retry", "attempts"], value: 1 }]);
    changes.length = 0;
    config.setWritten(
      resolveConfig({
        sources: {
          users: {
            timeout: "3s",
            batch: { window: "1ms" },
            retry: { attempts: 9 },
            schedule: [atTen],
          },
        },
      }),
    );
    expect(sourceSettings(config.current, "users")).toMatchObject({
      timeoutMs: 3000,
      retry: { attempts: 1 },
    });
    expect(windowMs()).toBe(50);
    expect(changes).toEqual([{ cause: "edit", settings: ["sources.users.timeout"] }]);
  });

  test("of the calendar itself is in force at once", () => {
    const { config, clock, windowMs } = live({ schedule: [atTen] });
    config.setWritten(resolveConfig({ sources: { users: { schedule: [atSeven] } } }));
    expect(windowMs()).toBe(5);
    config.setWritten(resolveConfig({}));
    expect(config.current.sources).toEqual({});
    expect(clock.timerCount()).toBe(0);
  });
});

describe("a tuning", () => {
  test("wins over what is written and over the calendar until it is gone", () => {
    const { config, clock, changes, windowMs } = live({ schedule: [atTen, atSeven] });
    config.setTunings([{ source: "users", path: ["batch", "window"], value: "1ms" }]);
    expect(windowMs()).toBe(1);
    clock.advance(7 * hourMs);
    expect(windowMs()).toBe(1);
    config.setTunings([]);
    expect(windowMs()).toBe(5);
    expect(changes.map(({ cause }) => cause)).toEqual(["tuning", "tuning"]);
  });

  test("may be of a source that the file does not name", () => {
    const { config } = live({});
    config.setTunings([{ source: "posts", path: ["maxConcurrentCalls"], value: 2 }]);
    expect(sourceSettings(config.current, "posts").maxConcurrentCalls).toBe(2);
  });

  test("that is refused changes nothing, and leaves the others in force", () => {
    const { config, windowMs } = live({ batch: { window: "4ms" } });
    const refused = config.setTunings([
      { source: "users", path: ["batch", "window"], value: "long" },
      { source: "users", path: ["timeout"], value: "1s" },
      { source: "posts", path: ["timeout"], value: "1s" },
      { source: "albums", path: ["timeout"], value: "1s" },
    ]);
    expect([...refused].map(([source, problems]) => [source, problems[0]?.message])).toEqual([
      ["users", expect.stringMatching(/^batch\.window must be a duration .*, and is 'long'\.$/)],
      ["albums", "albums"],
    ]);
    expect(windowMs()).toBe(4);
    expect(sourceSettings(config.current, "posts").timeoutMs).toBe(1000);
  });

  test("of a source that comes with a new schema takes effect then", () => {
    const { config, knows } = live({});
    config.setTunings([{ source: "albums", path: ["timeout"], value: "1s" }]);
    expect(config.current.sources).not.toHaveProperty("albums");
    knows("albums");
    config.setWritten(resolveConfig({}));
    expect(config.refusedTunings().size).toBe(0);
    expect(sourceSettings(config.current, "albums").timeoutMs).toBe(1000);
  });
});
