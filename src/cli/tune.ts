import { hostname } from "node:os";

import { checkTuning } from "../config/check-tuning.ts";
import { loadConfig } from "../config/load-config.ts";
import { tuningRedis } from "../config/shared-redis.ts";
import { mergeSettings, nestSettings } from "../config/config-layer.ts";
import { readTuningKey, readTuningValue } from "../config/tuning-text.ts";
import { readFleetTunings } from "../fleet/read-fleet-tunings.ts";
import { type FleetReport, type TuningOrder, tuneFleet } from "../fleet/tune-fleet.ts";
import type { TunedSetting } from "../fleet/tuned-setting.ts";
import { systemClock } from "../kernel/clock.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { redisFailure } from "./redis-failure.ts";
import { reportFailure } from "./report-failure.ts";

export interface TuneOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** Without it, what is tuned is told of all. */
  readonly source?: string | undefined;
  /** "batch.window=50ms"; with `isReset` the keys alone, or none for all of them. Else none: what is tuned is told. */
  readonly settings: readonly string[];
  readonly isReset: boolean;
}

/** Changes limits of a source in all replicas that share a Redis, until they are reset; or tells what was changed so. */
export function runTune(options: TuneOptions, context: CommandContext): Promise<ExitStatus> {
  return reportFailure(context, () => tune(options, context), { failed: "Nothing was tuned" });
}

async function tune(options: TuneOptions, context: CommandContext): Promise<ExitStatus> {
  const { env, cwd, stdout } = context;
  const config = loadConfig({ file: options.configFile, env, cwd });
  const order = readOrder(options);
  const redis = tuningRedis(config);
  if (redis === undefined) throw new ProblemsError([noRedis]);
  const refuse = (error: unknown): never => {
    throw new ProblemsError([redisFailure(redis.url, error)]);
  };

  if (order === undefined) {
    const tuned = await readFleetTunings({ ...redis, clock: systemClock }).catch(refuse);
    printLines(stdout, describeTunings(tuned, options.source));
    return 0;
  }
  const by = `${env["USER"] ?? "somebody"}@${hostname()}`;
  const report = await tuneFleet(order, { ...redis, by, clock: systemClock }).catch(refuse);
  printLines(stdout, linesOf(report, order));
  return report.state === "taken back" ? 1 : 0;
}

/**
 * What is to be changed; undefined: nothing, it is asked what is tuned.
 *
 * @throws ProblemsError when it breaks the rules of sluice.yaml.
 */
function readOrder({ source, settings, isReset }: TuneOptions): TuningOrder | undefined {
  if (source === undefined) {
    if (isReset) throw new ProblemsError([resetOfNothing]);
    return undefined;
  }
  if (isReset) {
    const paths = settings.length === 0 ? [[]] : settings.map(readTuningKey);
    return { source, set: [], reset: paths };
  }
  if (settings.length === 0) return undefined;
  const malformed = settings.filter((text) => !/^[^=]+=/.test(text));
  if (malformed.length > 0) {
    throw new ProblemsError([notAssigned(malformed.join(" "))]);
  }
  const set = settings.map((text) => {
    const [key = "", ...value] = text.split("=");
    const path = readTuningKey(key);
    return { path, value: readTuningValue(path, value.join("=")) };
  });
  const written = set.map(({ path, value }) => nestSettings(path, value)).reduce(mergeSettings);
  const problems = checkTuning({ source, settings: written });
  if (problems.length > 0) throw new ProblemsError(problems);
  return { source, set, reset: [] };
}

function describeTunings(all: readonly TunedSetting[], source: string | undefined): string[] {
  const tuned = all.filter((one) => source === undefined || one.source === source);
  if (tuned.length === 0)
    return [`Nothing is tuned${source === undefined ? "" : ` of ${source}`}.`];
  return tuned.map((one) => `${one.source} ${one.path.join(".")}=${textOf(one.value)}`).toSorted();
}

/** As `sluice tune` takes it. */
function textOf(value: TunedSetting["value"]): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function linesOf({ state, told, answers }: FleetReport, { source }: TuningOrder): string[] {
  if (state === "unchanged") return [`${source} has no such tunings.`];
  const applied = answers.filter(({ refused }) => refused === undefined).length;
  const silent = told - answers.length;
  return [
    told === 0
      ? "No replica is connected; it is kept for those that start."
      : `${applied} of ${told} replicas applied it:`,
    ...answers.map(({ replica, refused }) =>
      refused === undefined ? `  ${replica} applied` : `  ${replica} refused: ${refused}`,
    ),
    ...(silent > 0 ? [`  ${silent} did not answer in time, and may take it later.`] : []),
    ...(state === "taken back" ? ["It was refused, so it is taken back in all of them."] : []),
  ];
}

const noRedis: Problem = {
  code: "REDIS_MISSING",
  severity: "error",
  message: "`sluice tune` reaches all replicas through a Redis, and none is configured.",
  help: "Set redis.url (or SLUICE_REDIS_URL) here and in the replicas. Without Redis, edit sluice.yaml: what it says of sources takes effect within a second.",
  origin: undefined,
};

const resetOfNothing: Problem = {
  code: "TUNING_MALFORMED",
  severity: "error",
  message: "--reset is of one source, and none is named.",
  help: "Name it: sluice tune users --reset. What is tuned, and of which sources, tells `sluice tune` alone.",
  origin: undefined,
};

function notAssigned(text: string): Problem {
  return {
    code: "TUNING_MALFORMED",
    severity: "error",
    message: `A tuning must be written key=value, and this is ${text}.`,
    help: "Write, for example: sluice tune users batch.window=50ms rateLimit.calls=50. To have what the file says again: sluice tune users --reset.",
    origin: undefined,
  };
}
