import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import type { Config } from "../config/config.ts";
import { readInvalidation } from "../freshness/invalidation.ts";
import { systemClock } from "../kernel/clock.ts";
import { keepAlive } from "../kernel/keep-alive.ts";
import { openAdmin } from "../open-admin.ts";
import { openMetrics } from "../open-metrics.ts";
import { createLogger, type Logger } from "../telemetry/logger.ts";
import { forkWorkers } from "../workers/fork-workers.ts";
import { Workers } from "../workers/workers.ts";
import { type CommandContext, type ExitStatus, untilStopped } from "./command-context.ts";
import { followEdits } from "./follow-edits.ts";
import type { ServeOptions } from "./serve-options.ts";

export interface ServeByWorkersOptions extends ServeOptions {
  readonly config: Config;
  /** How many workers there are. */
  readonly count: number;
}

/**
 * Runs the primary process of several gateways that listen at one address. It answers no request of
 * theirs: it starts them, again when they crash, replaces them one by one when it is hung up on
 * (SIGHUP), and has what there is once on a machine: the endpoints for operators, rate limits, edits.
 */
export async function serveByWorkers(
  options: ServeByWorkersOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { config, count, args } = options;
  const log = createLogger({
    mode: "production",
    level: config.log.level,
    isTerminal: false,
    isShared: true,
  });
  const { requestTimeoutMs, drainTimeoutMs, drainDelayMs } = config.server;
  const stopTimeoutMs = drainDelayMs + 3 * drainTimeoutMs + slackMs;
  const workers = new Workers({
    start: forkWorkers({ file: mainFile, args, cwd: context.cwd }),
    count,
    stopTimeoutMs,
    replaceTimeoutMs: keepAliveMs + requestTimeoutMs + stopTimeoutMs,
    log,
    clock: systemClock,
  });
  const operators = await openEndpoints(config, workers, log);
  const gateway = { tune: async ({ written }: Config) => await workers.tune(written) };
  const edits = await followEdits({ gateway, log, config, options, context });
  try {
    const started = workers.start();
    context.onHangup(() => void Promise.allSettled([started]).then(() => workers.restart()));
    await started;
    // While the last worker has crashed, and the next is not there yet, nothing else does.
    await keepAlive(untilStopped(context));
  } finally {
    await edits.close();
    await workers.stop();
    await operators.close();
  }
  log.info("stopped");
  return 0;
}

/** Opens what operators ask; it answers for all workers. */
async function openEndpoints(
  config: Config,
  workers: Workers,
  log: Logger,
): Promise<{ readonly close: () => Promise<void> }> {
  const admin = openAdmin(config, {
    log,
    invalidate: async (written) => await workers.invalidate(readInvalidation(written)),
  });
  const metrics = openMetrics(config, { log, scrape: () => workers.metrics() });
  const close = async (): Promise<void> => {
    await Promise.all([admin?.stop(), metrics?.stop()]);
  };
  try {
    const [forOperators, forScrapers] = [await admin?.start(), await metrics?.start()];
    if (forOperators !== undefined) log.info(forOperators, "the admin endpoint listens");
    if (forScrapers !== undefined) log.info(forScrapers, "metrics are served");
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** The program that this is part of, as it is built or as it is written. */
const mainFile = fileURLToPath(new URL(`../main${extname(import.meta.url)}`, import.meta.url));

/** What an idle connection may last, and what the end of a process takes besides its requests. */
const keepAliveMs = 72_000;
const slackMs = 10_000;
