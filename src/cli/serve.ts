import { availableParallelism } from "node:os";

import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { createLogger } from "../telemetry/logger.ts";
import { workerCount } from "../workers/worker-count.ts";
import { type CommandContext, type ExitStatus, untilStopped } from "./command-context.ts";
import { followEdits } from "./follow-edits.ts";
import { reloadOnHangup } from "./reload-on-hangup.ts";
import { reportFailure } from "./report-failure.ts";
import { serveAsWorker } from "./serve-as-worker.ts";
import { serveByWorkers } from "./serve-by-workers.ts";
import type { ServeOptions } from "./serve-options.ts";
import { startGateway } from "./start-gateway.ts";

/**
 * Runs a gateway in production until it is asked to stop; then the requests in progress are
 * answered and new ones refused. New limits in its file take effect while it runs. Standard output is the log, one JSON object in each line.
 *
 * With more than one worker, each is a process that this one has started, by the same command.
 */
export function runServe(options: ServeOptions, context: CommandContext): Promise<ExitStatus> {
  const { primary } = context;
  if (primary !== undefined) return serveAsWorker(options, context, primary);
  return reportFailure(context, async () => {
    const { configFile: file, flags } = options;
    const config = loadConfig({ file, flags, env: context.env, cwd: context.cwd });
    const count = workerCount(config, availableParallelism());
    return count === 1
      ? await serveAlone(config, options, context)
      : await serveByWorkers({ config, count, ...options }, context);
  });
}

async function serveAlone(
  config: Config,
  options: ServeOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const log = createLogger({ mode: "production", level: config.log.level, isTerminal: false });
  const { gateway, url } = await startGateway({ config, mode: "production", log });
  const edits = await followEdits({ gateway, log, config, options, context });
  reloadOnHangup({ gateway, log, config, options, context });
  log.info({ url }, "listening");
  await untilStopped(context);
  await edits.close();
  await gateway.stop();
  log.info("stopped");
  return 0;
}
