import { readFileSync } from "node:fs";

import { Command, CommanderError, InvalidArgumentError } from "commander";

import type { ConfigInput } from "../config/config.ts";
import { runCheck } from "./check.ts";
import { addCheckCommand } from "./check-command.ts";
import type { CommandContext, ExitStatus } from "./command-context.ts";
import { runDev } from "./dev.ts";
import { runExplain } from "./explain.ts";
import { addExplainCommand } from "./explain-command.ts";
import { helpTexts } from "./help-texts.ts";
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
    .addHelpText("after", helpTexts.sluice)
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
    .addHelpText("after", helpTexts.dev)
    .action(async (flags: Flags & MockFlags) => {
      const mock = mockOptions(flags);
      status = await dev({ configFile: flags.config, flags: toSettings(flags), mock }, context);
    });
  gatewayCommand(program, "serve")
    .description("run a gateway in production: JSON logs, masked errors, graceful stop")
    .option("-w, --workers <number>", "processes that answer; auto: as processors", readWorkers)
    .addHelpText("after", helpTexts.serve)
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
    .addHelpText("after", helpTexts.print)
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
    .addHelpText("after", helpTexts.warm)
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
    .addHelpText("after", helpTexts.tune)
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
    .addHelpText("after", helpTexts.invalidate)
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
