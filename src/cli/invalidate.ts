import { loadConfig } from "../config/load-config.ts";
import { type SharedRedis, sharedRedis } from "../config/shared-redis.ts";
import { invalidateFleet } from "../fleet/invalidate-fleet.ts";
import { type Invalidation, readInvalidation } from "../freshness/invalidation.ts";
import { systemClock } from "../kernel/clock.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { type AdminEndpoint, askAdmin } from "./ask-admin.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { readKey } from "./read-key.ts";
import { reportFailure } from "./report-failure.ts";

export interface InvalidateOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  readonly tags: readonly string[];
  readonly types: readonly string[];
  /** "User:id=5". */
  readonly keys: readonly string[];
  readonly connectors: readonly string[];
  readonly all: boolean;
  /** The admin endpoint to ask, whatever is configured. */
  readonly url?: string | undefined;
  readonly token?: string | undefined;
}

/** Ends what is kept: in all replicas through Redis, or in one gateway through its admin endpoint. */
export function runInvalidate(
  options: InvalidateOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  return reportFailure(context, () => invalidate(options, context), "Nothing was invalidated");
}

async function invalidate(
  options: InvalidateOptions,
  { env, cwd, stdout }: CommandContext,
): Promise<ExitStatus> {
  const { tags, types, keys, connectors, all } = options;
  const written = { tags, types, keys: keys.map(readKey), connectors, all };
  const invalidation = readInvalidation(written);
  const config = loadConfig({ file: options.configFile, env, cwd });
  const redis = options.url === undefined ? sharedRedis(config) : undefined;
  const told =
    redis === undefined
      ? await askAdmin(invalidation, endpointOf(options, config.admin))
      : await appendTo(redis, invalidation);
  printLines(stdout, [told]);
  return 0;
}

async function appendTo(redis: SharedRedis, invalidation: Invalidation): Promise<string> {
  const told = await invalidateFleet(invalidation, { ...redis, clock: systemClock }).catch(
    (error: unknown) => {
      throw new ProblemsError([unreachable(redis.url, error)]);
    },
  );
  return told === 0
    ? "Invalidated. No replica is connected: those that start or come back read it then."
    : `Invalidated: ${told === 1 ? "1 replica was" : `${told} replicas were`} told.`;
}

interface AdminSettings {
  readonly host: string;
  readonly port?: number | undefined;
  readonly token?: string | undefined;
}

function endpointOf(
  options: InvalidateOptions,
  { host, port, token }: AdminSettings,
): AdminEndpoint {
  const url = options.url ?? (port === undefined ? undefined : `http://${hostOf(host)}:${port}`);
  const secret = options.token ?? token;
  if (url === undefined || secret === undefined) throw new ProblemsError([noWay]);
  return { url, token: secret };
}

/** An address to listen on, as one to call. */
function hostOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

const noWay: Problem = {
  code: "ADMIN_MISSING",
  severity: "error",
  message:
    "`sluice invalidate` reaches gateways through their Redis, or one of them through its admin endpoint, and neither is configured.",
  help: "Set redis.url, or admin.port and admin.token, here and in the gateway; or give --url and --token.",
  origin: undefined,
};

function unreachable(url: string, error: unknown): Problem {
  return {
    code: "REDIS_UNREACHABLE",
    severity: "error",
    message: `The Redis that replicas share must answer, and the one at ${new URL(url).host} does not: ${String(error)}.`,
    help: "Check redis.url, and that the server runs and can be reached from here.",
    origin: undefined,
  };
}
