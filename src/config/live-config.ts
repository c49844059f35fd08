import type { TunedSetting } from "../fleet/tuned-setting.ts";
import type { Clock, Timer } from "../kernel/clock.ts";
import type { Problem } from "../kernel/problem.ts";
import { changedSettings, withLimitsOf } from "./changed-settings.ts";
import { type CheckConfig, checkTuning } from "./check-tuning.ts";
import type { Config } from "./config.ts";
import { type Settings, mergeSettings, nestSettings } from "./config-layer.ts";
import { completeSettings } from "./resolve-config.ts";
import { nextChangeMs, scheduledSettings } from "./scheduled-settings.ts";

export interface LiveConfigOptions {
  /** What is written: file, variables, flags. */
  readonly config: Config;
  /** Checks tunings against the schema of now. */
  readonly check: CheckConfig;
  readonly clock: Clock;
  /** Called with the settings in force whenever they have changed. */
  readonly onChange: (config: Config, change: SettingsChange) => void;
}

export interface SettingsChange {
  /** What made settings change: what is written, the calendar, or `sluice tune`. */
  readonly cause: "edit" | "schedule" | "tuning";
  /** Which changed, as they are written: "sources.users.batch.window". */
  readonly settings: readonly string[];
}

/** Why tunings are not in force, by source. */
export type RefusedTunings = ReadonlyMap<string, readonly Problem[]>;

/**
 * The settings in force: those that are written; over them what the calendar sets; over both the
 * tunings. Lives as long as the gateway, across reloads.
 */
export class LiveConfig {
  readonly #options: LiveConfigOptions;
  #written: Config;
  /** By source, in the form of sluice.yaml. */
  #tunings: ReadonlyMap<string, Settings> = new Map();
  #current: Config;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(options: LiveConfigOptions) {
    this.#options = options;
    this.#written = options.config;
    this.#current = this.#inForce();
    this.#awaitSchedule();
  }

  /** The settings in force now. Its `written` is what they are made of, calendar and tunings included. */
  get current(): Config {
    return this.#current;
  }

  /** Takes what has been written anew, or is to be checked anew; the calendar and the tunings stay over it. */
  setWritten(config: Config): void {
    this.#written = config;
    this.#change("edit");
    this.#awaitSchedule();
  }

  /** Takes the limits that have been written anew; all else that was written stays. */
  setLimits(config: Config): void {
    this.setWritten(completeSettings(withLimitsOf(this.#written.written, config.written)));
  }

  /** Takes these tunings instead of those before. One that is refused leaves its source as it is without. */
  setTunings(tuned: readonly TunedSetting[]): RefusedTunings {
    this.#tunings = bySource(tuned);
    this.#change("tuning");
    return this.refusedTunings();
  }

  /** The tunings that are not in force, and why. */
  refusedTunings(): RefusedTunings {
    const checked = [...this.#tunings].map(
      ([source, settings]) => [source, this.#problemsOf(source, settings)] as const,
    );
    return new Map(checked.filter(([, problems]) => problems.length > 0));
  }

  /** Nothing changes any more. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #change(cause: SettingsChange["cause"]): void {
    const [before, next] = [this.#current, this.#inForce()];
    const settings = changedSettings(before.written, next.written);
    if (this.#isStopped || settings.length === 0) return;
    this.#current = next;
    this.#options.onChange(next, { cause, settings });
  }

  #inForce(): Config {
    const refused = this.refusedTunings();
    const tuned = [...this.#tunings].filter(([source]) => !refused.has(source));
    const values = [
      this.#written.written,
      scheduledSettings(this.#written, this.#options.clock.dateMs()),
      ...tuned.map(([source, settings]) => ({ sources: { [source]: settings } })),
    ].reduce(mergeSettings);
    // Each of them has passed the check, and no setting's range depends on another setting.
    return completeSettings(values);
  }

  #problemsOf(source: string, settings: Settings): readonly Problem[] {
    return checkTuning({ source, settings }, this.#options.check);
  }

  #awaitSchedule(): void {
    const { clock } = this.#options;
    this.#timer?.cancel();
    const dueMs = nextChangeMs(this.#written, clock.dateMs());
    if (dueMs === Infinity || this.#isStopped) return;
    // The clock on the wall may be set, and a machine may sleep: it is looked at anew soon enough.
    const delayMs = Math.min(dueMs - clock.dateMs(), longestSleepMs);
    this.#timer = clock.after(delayMs, () => {
      this.#change("schedule");
      this.#awaitSchedule();
    });
  }
}

function bySource(tuned: readonly TunedSetting[]): ReadonlyMap<string, Settings> {
  const tunings = new Map<string, Settings>();
  for (const { source, path, value } of tuned) {
    tunings.set(source, mergeSettings(tunings.get(source) ?? {}, nestSettings(path, value)));
  }
  return tunings;
}

const longestSleepMs = 60_000;
