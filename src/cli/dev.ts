import { relative, resolve } from "node:path";
import { styleText } from "node:util";

import { settingsForRestart } from "../config/changed-settings.ts";
import type { Config, ConfigInput } from "../config/config.ts";
import { defaultConfigFile, loadConfig } from "../config/load-config.ts";
import { type FileWatcher, watchFiles } from "../config/watch-files.ts";
import { sampleQuery } from "../execution/sample-query.ts";
import type { Gateway, GatewayOptions } from "../gateway.ts";
import { ProblemsError } from "../kernel/problem.ts";
import type { MockOptions } from "../mocking/mock-options.ts";
import { createLogger } from "../telemetry/logger.ts";
import {
  type CommandContext,
  type ExitStatus,
  printLines,
  untilStopped,
} from "./command-context.ts";
import { describeMock } from "./mock-flags.ts";
import { printProblems } from "./print-problems.ts";
import { reportFailure } from "./report-failure.ts";
import { startGateway } from "./start-gateway.ts";

export interface DevOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** What the command line says; wins over file and environment. */
  readonly flags?: ConfigInput;
  /** What holds where neither command line, environment nor file say anything. */
  readonly defaults?: ConfigInput;
  /** Custom resolvers, for who starts this from code. */
  readonly resolvers?: GatewayOptions["resolvers"];
  /** What is made up instead of being asked for; undefined: nothing. */
  readonly mock?: MockOptions | undefined;
  /** The query to show; without it, one is made from the schema. */
  readonly query?: string;
  /** What to read or do next, in lines that are printed last. */
  readonly next?: readonly string[];
}

/**
 * Runs a gateway for development until it is asked to stop: reloads when its schema or its
 * configuration change, and goes on with the old ones when the new ones are broken.
 */
export function runDev(options: DevOptions, context: CommandContext): Promise<ExitStatus> {
  return reportFailure(context, () => serveAndReload(options, context));
}

async function serveAndReload(options: DevOptions, context: CommandContext): Promise<ExitStatus> {
  const { stdout, cwd } = context;
  const config = readConfig(options, context);
  const log = createLogger({
    mode: "development",
    level: config.log.level,
    isTerminal: stdout.isTTY === true,
    destination: stdout,
  });
  const gatewayOptions = (current: Config): GatewayOptions => ({
    config: current,
    mode: "development",
    log,
    mock: options.mock,
    ...(options.resolvers === undefined ? {} : { resolvers: options.resolvers }),
  });
  const { gateway, url } = await startGateway(gatewayOptions(config));

  let paths = watchedPaths(config, options, context);
  const reload = async (files: readonly string[]) => {
    const next = readConfig(options, context);
    const nextPaths = watchedPaths(next, options, context);
    // Should the new files be broken, both they and the old ones may be what is changed next.
    await watcher.watchPaths([...paths, ...nextPaths]);
    await gateway.reload(gatewayOptions(next));
    paths = nextPaths;
    await watcher.watchPaths(paths);
    printLines(stdout, [
      `Reloaded: ${files.map((file) => relative(cwd, file)).join(", ")}.`,
      ...restartNotes(config, next),
    ]);
  };
  // One after the other: a slow reload must not end after a later one and undo it.
  let reloading = Promise.resolve();
  const refuse = (error: unknown) => printRefusal(error, context);
  const watcher: FileWatcher = await watchFiles({
    paths,
    onChange(files) {
      reloading = reloading.then(() => reload(files)).catch(refuse);
    },
    onError: refuse,
  });

  printLines(stdout, await welcome(url, { gateway, options, context, config }));
  await untilStopped(context);
  printLines(stdout, ["Stopping once the requests in progress are answered."]);
  await watcher.close();
  await reloading;
  await gateway.stop();
  return 0;
}

function readConfig(
  { configFile, flags, defaults }: DevOptions,
  { env, cwd }: CommandContext,
): Config {
  return loadConfig({
    file: configFile,
    env,
    cwd,
    ...(flags === undefined ? {} : { flags }),
    ...(defaults === undefined ? {} : { defaults }),
  });
}

function watchedPaths(
  { schema, resolvers, documents }: Config,
  { configFile = defaultConfigFile }: DevOptions,
  { cwd }: CommandContext,
): readonly string[] {
  return [
    schema,
    resolve(cwd, configFile),
    ...(resolvers === undefined ? [] : [resolvers]),
    ...documents.manifests,
  ];
}

/** What changed that a running gateway cannot change about itself. */
function restartNotes(old: Config, next: Config): readonly string[] {
  const names = settingsForRestart(old.written, next.written, "everything").join(", ");
  return names === "" ? [] : [`Restart it for what changed in ${names}.`];
}

function printRefusal(error: unknown, context: CommandContext): void {
  if (error instanceof ProblemsError) printProblems(error.problems, context);
  else printLines(context.stderr, [String(error)]);
  printLines(context.stderr, ["Not reloaded: the last working schema and configuration go on."]);
}

/** GraphiQL beside GraphQL: Apollo Sandbox, at that address itself, needs the internet. */
function explorerUrl(url: string): string {
  return new URL("/explorer", url).href;
}

async function welcome(
  url: string,
  from: {
    readonly gateway: Gateway;
    readonly options: DevOptions;
    readonly context: CommandContext;
    readonly config: Config;
  },
): Promise<readonly string[]> {
  const { stdout, cwd } = from.context;
  const strong = (text: string) => styleText("bold", text, { stream: stdout });
  const hasExplorer = from.config.server.explorer ?? true;
  const query = from.options.query ?? (await sampleQuery(from.gateway));
  return [
    "",
    `Sluice is ready on ${strong(url)}`,
    ...(from.options.mock === undefined ? [] : [strong(describeMock(from.options.mock))]),
    "",
    `Open ${hasExplorer ? strong(explorerUrl(url)) : "it"} in a browser and paste a query:`,
    ...query.split("\n").map((line) => `  ${strong(line)}`),
    "",
    ...(from.options.next ?? [
      `The schema is ${relative(cwd, from.config.schema)}: change it, and it is reloaded.`,
    ]),
    "",
  ];
}
