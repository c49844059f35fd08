import { resolve } from "node:path";

import { settingsForRestart } from "../config/changed-settings.ts";
import type { Config, ConfigInput } from "../config/config.ts";
import { defaultConfigFile, loadConfig } from "../config/load-config.ts";
import { type FileWatcher, watchFiles } from "../config/watch-files.ts";
import { loggable } from "../kernel/problem.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { CommandContext } from "./command-context.ts";

/** What takes new limits while it runs. */
interface Tunable {
  readonly tune: (config: Config) => void | Promise<void>;
}

export interface FollowEditsOptions {
  readonly gateway: Tunable;
  readonly log: Logger;
  /** What the gateway was started with. */
  readonly config: Config;
  readonly options: { readonly configFile?: string | undefined; readonly flags: ConfigInput };
  readonly context: Pick<CommandContext, "env" | "cwd">;
}

/**
 * Hands what the configuration file says to a running gateway whenever it is edited. Edits that are
 * wrong are logged, and the last settings stay; so are those that only a restart can bring about.
 */
export async function followEdits({
  gateway,
  log,
  config,
  options: { configFile: file = defaultConfigFile, flags },
  context,
}: FollowEditsOptions): Promise<Pick<FileWatcher, "close">> {
  const take = async () => {
    // A file that has been there and is gone is no wish for the defaults.
    const next = loadConfig({ file, flags, ...context });
    await gateway.tune(next);
    const settings = settingsForRestart(config.written, next.written, "limits");
    if (settings.length > 0) log.warn({ settings }, "a restart is needed for these settings");
  };
  const refuse = (error: unknown) =>
    log.error(loggable(error), "configuration refused: the last settings stay");
  // One after the other: what was written last is taken last.
  let taking = Promise.resolve();
  return await watchFiles({
    paths: [resolve(context.cwd, file)],
    onChange() {
      taking = taking.then(take).catch(refuse);
    },
    onError: refuse,
  });
}
