import type { ConfigInput } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { createLogger } from "../telemetry/logger.ts";
import { type CommandContext, type ExitStatus, untilStopped } from "./command-context.ts";
import { followEdits } from "./follow-edits.ts";
import { reportFailure } from "./report-failure.ts";
import { startGateway } from "./start-gateway.ts";

export interface ServeOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** What the command line says; wins over file and environment. */
  readonly flags: ConfigInput;
}

/**
 * Runs a gateway in production until it is asked to stop; then the requests in progress are
 * answered and new ones refused. New limits in its file take effect while it runs. Standard output is the log, one JSON object in each line.
 */
export function runServe(options: ServeOptions, context: CommandContext): Promise<ExitStatus> {
  return reportFailure(context, async () => {
    const { configFile: file, flags } = options;
    const config = loadConfig({ file, flags, env: context.env, cwd: context.cwd });
    const log = createLogger({ mode: "production", level: config.log.level, isTerminal: false });
    const { gateway, url } = await startGateway({ config, mode: "production", log });
    const edits = await followEdits({ gateway, log, config, options, context });
    log.info({ url }, "listening");
    await untilStopped(context);
    await edits.close();
    await gateway.stop();
    log.info("stopped");
    return 0;
  });
}
