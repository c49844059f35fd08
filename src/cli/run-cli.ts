import { readFileSync } from "node:fs";

import { Command, CommanderError, InvalidArgumentError } from "commander";

import type { ConfigInput } from "../config/config.ts";
import { runCheck } from "./check.ts";
import { addCheckCommand } from "./check-command.ts";
import type { CommandContext, ExitStatus } from "./command-context.ts";
import { runDev } from "./dev.ts";
import { runExplain } from "./explain.ts";
import { addExplainCommand } from "./explain-command.ts";
import { runInit } from "./init.ts";
import { addInitCommand } from "./init-command.ts";
import { runInvalidate } from "./invalidate.ts";
import { addMockFlags, type MockFlags, mockOptions } from "./mock-flags.ts";
import { runPrint } from "./print.ts";
import { runServe } from "./serve.ts";
import { addTestCommand } from "./test-command.ts";
import { runTests } from "./test.ts";
import { runTune } from "./tune.ts";
import { readWorkers } from "./workers-flag.ts";
import { runWarm } from "./warm.ts";

/**
 * Runs the command that `args` name (without node and the script), to its end. A program with a
 * `dev` of its own, such as a demo, hands that in.
 */
export async function runCli(
  args: readonly string[],
  context: CommandContext,
  dev: typeof runDev = runDev,
): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = new Command("sluice")
    .description("A GraphQL gateway for external HTTP APIs, made from one GraphQL schema.")
    .version(readVersion(), "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addHelpText("after", help)
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .showHelpAfterError("Run sluice --help to see what there is.")
    .exitOverride();

  addInitCommand(program, async (options) => {
    status = await runInit(options, context);
  });
  addMockFlags(gatewayCommand(program, "dev"))
    .description("run a gateway for development: reloads on change, explains its errors")
    .action(async (flags: Flags & MockFlags) => {
      const mock = mockOptions(flags);
      status = await dev({ configFile: flags.config, flags: toSettings(flags), mock }, context);
    });
  gatewayCommand(program, "serve")
    .description("run a gateway in production: JSON logs, masked errors, graceful stop")
    .option("-w, --workers <number>", "processes that answer; auto: as processors", readWorkers)
    .action(async ({ workers, ...flags }: ServeFlags) => {
      const settings = { ...toSettings(flags), ...(workers === undefined ? {} : { workers }) };
      status = await runServe({ configFile: flags.config, flags: settings, args }, context);
    });

  addCheckCommand(program, async (options) => {
    status = await runCheck(options, context);
  });

  addExplainCommand(program, async (options) => {
    status = await runExplain(options, context);
  });

  addTestCommand(program, async (options) => {
    status = await runTests(options, context);
  });

  program
    .command("print")
    .description("write the API that callers see as SDL")
    .argument("[path]", "the schema: a file, a directory or a glob (default: as configured)")
    .option("-c, --config <file>", "the configuration file (default: sluice.yaml, if there)")
    .option("-s, --schema <path>", "the schema, as dev and serve name it")
    .option("--no-contracts", "leave out what descriptions say of contracts")
    .addHelpText("after", printHelp)
    .action(async (path: string | undefined, flags: PrintFlags) => {
      const schema = path ?? flags.schema;
      const settings = {
        ...toSettings(schema === undefined ? {} : { schema }),
        ...(flags.contracts ? {} : { contracts: { describe: false } }),
      };
      status = await runPrint({ configFile: flags.config, flags: settings }, context);
    });

  program
    .command("warm")
    .description("plan all trusted documents, as a start does, and tell what each costs")
    .option("-c, --config <file>", "the configuration file (default: sluice.yaml, if there)")
    .option("-s, --schema <path>", "the schema: a file, a directory or a glob")
    .addHelpText("after", warmHelp)
    .action(async (flags: Flags) => {
      status = await runWarm({ configFile: flags.config, flags: toSettings(flags) }, context);
    });

  program
    .command("tune")
    .description("change limits of a source in all replicas, through Redis; or tell what is tuned")
    .argument("[source]", "the source's name in the schema (default: tell what is tuned of all)")
    .argument("[settings...]", "key=value, as in the file: batch.window=50ms rateLimit.calls=50")
    .option("-c, --config <file>", "the configuration file (default: sluice.yaml, if there)")
    .option("--reset", "have what the file says again: for these keys, or for all")
    .addHelpText("after", tuneHelp)
    .action(async (source: string | undefined, settings: readonly string[], flags: TuneFlags) => {
      const { config: configFile, reset: isReset = false } = flags;
      status = await runTune({ configFile, source, settings, isReset }, context);
    });

  program
    .command("invalidate")
    .description("end what is kept: in all replicas through Redis, or through the admin endpoint")
    .option("-c, --config <file>", "the configuration file (default: sluice.yaml, if there)")
    .option("--tag <tag...>", "everything that has this tag")
    .option("--type <name...>", "everything with objects of this type")
    .option("--key <key...>", "everything with this object: User:id=5")
    .option("--connector <id...>", "everything that this connector fetched: Query.posts")
    .option("--all", "everything")
    .option("--url <url>", "the admin endpoint to ask (default: as configured)")
    .option("--token <token>", "its token (default: as configured)")
    .action(async (flags: InvalidateFlags) => {
      const { config: configFile, tag, type, key, connector, all = false, url, token } = flags;
      const names = { tags: tag ?? [], types: type ?? [], keys: key ?? [], all };
      const options = { configFile, ...names, connectors: connector ?? [], url, token };
      status = await runInvalidate(options, context);
    });

  for (const command of program.commands) {
    command.showHelpAfterError(`Run sluice ${command.name()} --help to see what there is.`);
  }

  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has printed what is wrong; help and version end it with exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

interface Flags {
  readonly config?: string;
  readonly schema?: string;
  readonly host?: string;
  readonly port?: number;
}

interface ServeFlags extends Flags {
  readonly workers?: ReturnType<typeof readWorkers>;
}

interface PrintFlags extends Flags {
  readonly contracts: boolean;
}

interface TuneFlags {
  readonly config?: string;
  readonly reset?: boolean;
}

interface InvalidateFlags {
  readonly config?: string;
  readonly tag?: readonly string[];
  readonly type?: readonly string[];
  readonly key?: readonly string[];
  readonly connector?: readonly string[];
  readonly all?: boolean;
  readonly url?: string;
  readonly token?: string;
}

function gatewayCommand(program: Command, name: string): Command {
  return program
    .command(name)
    .option("-c, --config <file>", "the configuration file (default: sluice.yaml, if there)")
    .option("-s, --schema <path>", "the schema: a file, a directory or a glob")
    .option("--host <address>", "the address to listen on")
    .option("-p, --port <number>", "the port to listen on; 0 takes one that is free", readPort);
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}

function toSettings({ schema, host, port }: Flags): ConfigInput {
  return {
    ...(schema === undefined ? {} : { schema }),
    server: {
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
    },
  };
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version }: { readonly version: string } = JSON.parse(text);
  return version;
}

const printHelp = `
Examples:
  sluice print                          the schema of sluice.yaml
  sluice print api.graphql > api.sdl    another schema, into a file
  sluice print --no-contracts           as it was written: for tools that compare schemas

It has what introspection shows, also where a running gateway lets nobody introspect: no
connectors, nothing inaccessible; descriptions end with contracts in words, unless the setting
contracts.describe, or --no-contracts, leaves them out. Problems go to standard error.

Exit status: 0 written, 1 problems in schema or configuration, 2 could not run.`;

const warmHelp = `
Before a release, it tells whether the documents of clients still fit the schema. A gateway plans them by
itself when it starts, so that nobody waits for that later. Nothing is opened, and no source is asked.

Exit status: 0 all can be run, 1 some cannot, or problems in schema or configuration, 2 could not run.`;

const tuneHelp = `
Examples:
  sluice tune                                what is tuned, of all sources
  sluice tune users                          what is tuned of one
  sluice tune users batch.window=50ms        change it in all replicas, until it is reset
  sluice tune users --reset batch.window     what the file says again: for this key …
  sluice tune users --reset                  … or for all of this source

Exit status: 0 done, or told, 1 refused, or problems in the configuration, 2 could not run.`;

const help = `
New here? Three commands, and no API is needed:
  sluice init                               a schema and settings to begin with
  sluice dev --mock                         answers on http://localhost:4000, made up from the types
  sluice check                              what is wrong or doubtful

Examples:
  sluice dev                                the schema in ./schema on http://localhost:4000
  sluice dev --schema api.graphql -p 0      one file, on a free port
  sluice serve --config /etc/sluice.yaml    production, with a configuration file
  sluice serve --workers auto               the same, by a process for each processor
  sluice test                               what connectors ask and map, against its suites
  sluice explain feed.graphql               what an operation costs, before it is run
  sluice print > api.graphql                the API that callers see, as SDL
  sluice tune users rateLimit.calls=50      all replicas at once; --reset undoes it
  sluice invalidate --key User:id=5         what is kept of a user ends, in all replicas

Settings come from, the first that has one:
  1. the command line
  2. SLUICE_ variables: SLUICE_SERVER_PORT=8080, SLUICE_SOURCES_USERS_BASE_URL=https://…
  3. sluice.yaml, where \${NAME} and \${NAME:-default} read the environment
  4. the defaults
Traces go where the standard OTEL_EXPORTER_OTLP_ENDPOINT says.

Exit status: 0 ended as asked, 1 problems in schema or configuration, 2 could not run.`;
