import { loadConfig } from "../config/load-config.ts";
import { type SharedRedis, sharedRedis } from "../config/shared-redis.ts";
import { invalidateFleet } from "../fleet/invalidate-fleet.ts";
import type { Invalidation } from "../freshness/invalidation.ts";
import { systemClock } from "../kernel/clock.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { adminEndpoint } from "./admin-endpoint.ts";
import { askAdmin } from "./ask-admin.ts";
import { checkInvalidation } from "./check-invalidation.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { type InvalidationFlags, readInvalidationFlags } from "./read-invalidation-flags.ts";
import { redisFailure } from "./redis-failure.ts";
import { reportFailure } from "./report-failure.ts";

export interface InvalidateOptions extends InvalidationFlags {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** The admin endpoint to ask, whatever is configured. */
  readonly url?: string | undefined;
  readonly token?: string | undefined;
}

/** Ends what is kept: in all replicas through Redis, or in one gateway through its admin endpoint. */
export function runInvalidate(
  options: InvalidateOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  return reportFailure(context, () => invalidate(options, context), {
    failed: "Nothing was invalidated",
  });
}

async function invalidate(
  options: InvalidateOptions,
  { env, cwd, stdout, stderr }: CommandContext,
): Promise<ExitStatus> {
  const invalidation = readInvalidationFlags(options);
  const config = loadConfig({ file: options.configFile, env, cwd });
  const redis = options.url === undefined ? sharedRedis(config) : undefined;
  if (redis !== undefined && options.token !== undefined) throw new ProblemsError([tokenForNobody]);
  // An admin endpoint compares them by itself.
  if (redis !== undefined && !(await checkInvalidation(invalidation, config))) {
    printLines(stderr, [notChecked]);
  }
  const told =
    redis === undefined
      ? await askAdmin(invalidation, adminEndpoint(options, config.admin))
      : await appendTo(redis, invalidation);
  printLines(stdout, [told]);
  return 0;
}

async function appendTo(redis: SharedRedis, invalidation: Invalidation): Promise<string> {
  const told = await invalidateFleet(invalidation, { ...redis, clock: systemClock }).catch(
    (error: unknown) => {
      const { help, ...problem } = redisFailure(redis.url, error);
      const otherWay = "Meanwhile --url and --token reach one gateway, through its admin endpoint.";
      throw new ProblemsError([{ ...problem, help: `${help} ${otherWay}` }]);
    },
  );
  return told === 0
    ? "Invalidated. No replica is connected: those that start or come back read it then."
    : `Invalidated: ${told === 1 ? "1 replica was" : `${told} replicas were`} told.`;
}

const notChecked =
  "The names were not checked, for no schema can be read here: one that there is not ends nothing.";

const tokenForNobody: Problem = {
  code: "ADMIN_MISSING",
  severity: "error",
  message:
    "--token is for an admin endpoint, and without --url none is asked: the replicas are reached through the Redis that is configured.",
  help: "Leave --token out to reach all replicas, or give --url, too, to ask one gateway.",
  origin: undefined,
};
