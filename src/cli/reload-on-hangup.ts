import { settingsForRestart } from "../config/changed-settings.ts";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import type { Gateway, GatewayOptions } from "../gateway.ts";
import { loggable } from "../kernel/problem.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { CommandContext } from "./command-context.ts";
import type { ServeOptions } from "./serve-options.ts";

export interface ReloadOnHangupOptions {
  readonly gateway: Pick<Gateway, "reload">;
  readonly log: Logger;
  /** What the gateway was started with. */
  readonly config: Config;
  readonly options: ServeOptions;
  readonly context: CommandContext;
}

/**
 * Has a gateway read schema, settings and resolvers anew at each hangup of the process. Where they
 * are wrong, that is logged, and the old ones go on.
 */
export function reloadOnHangup({
  gateway,
  log,
  config,
  options: { configFile: file, flags },
  context: { env, cwd, onHangup },
}: ReloadOnHangupOptions): void {
  const reload = async () => {
    const next = loadConfig({ file, flags, env, cwd });
    const changed: GatewayOptions = { config: next, mode: "production", log };
    await gateway.reload(changed);
    const settings = settingsForRestart(config.written, next.written, "everything");
    if (settings.length > 0) log.warn({ settings }, "a restart is needed for these settings");
    log.info("reloaded");
  };
  const refuse = (error: unknown) =>
    log.error(loggable(error), "reload refused: schema and settings stay as they were");
  // One after the other: a slow reload must not end after a later one and undo it.
  let reloading = Promise.resolve();
  onHangup(() => {
    reloading = reloading.then(reload).catch(refuse);
  });
}
