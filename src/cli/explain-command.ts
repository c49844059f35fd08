import { type Command, InvalidArgumentError, Option } from "commander";

import type { ClientHeaders } from "../connectors/request-context.ts";
import { isJsonObject, type Json, type JsonObject, parseJson } from "../kernel/json.ts";
import { type ExplainFormat, explainFormats, type ExplainOptions } from "./explain.ts";

/** Adds `sluice explain` to a program; `run` is called with what its command line says. */
export function addExplainCommand(
  program: Command,
  run: (options: ExplainOptions) => Promise<void>,
): void {
  program
    .command("explain")
    .description("tell what an operation asks of its sources, and how many calls that costs")
    .argument("[operation]", "the operation's file; - is standard input")
    .option("-q, --query <text>", "the operation itself, instead of a file")
    .option("-o, --operation <name>", "which one, where the document has several")
    .option("--variables <json>", "its variables; without them, they are not known", readVariables)
    .option(
      "--size <list=items...>",
      "how long a list is: posts=100, posts.tags=3, User=50",
      readSize,
    )
    .addOption(
      new Option("-f, --format <format>", "how to write it")
        .choices(explainFormats)
        .default("text"),
    )
    .option("-a, --analyze", "run it, too, and tell what really happened")
    .option("--allow-mutations", "with --analyze: also where that changes something")
    .option("-H, --header <header...>", "with --analyze: a header of the request", readHeader)
    .option("--claims <json>", "with --analyze: what is known of the caller", readClaims)
    .option("-c, --config <file>", "the configuration file (default: sluice.yaml, if there)")
    .option("-s, --schema <path>", "the schema: a file, a directory or a glob")
    .addHelpText("after", help)
    .action((file: string | undefined, flags: Flags) => run(optionsOf(file, flags)));
}

interface Flags {
  readonly query?: string;
  readonly operation?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly size?: Readonly<Record<string, number>>;
  readonly format: ExplainFormat;
  readonly analyze?: boolean;
  readonly allowMutations?: boolean;
  readonly header?: ClientHeaders;
  readonly claims?: JsonObject;
  readonly config?: string;
  readonly schema?: string;
}

function optionsOf(file: string | undefined, flags: Flags): ExplainOptions {
  const { schema, query, config, format } = flags;
  return {
    file,
    query,
    configFile: config,
    flags: schema === undefined ? {} : { schema },
    format,
    request: {
      operationName: flags.operation,
      variables: flags.variables,
      sizes: flags.size,
      analyze: flags.analyze ?? false,
      allowMutations: flags.allowMutations ?? false,
      headers: flags.header ?? {},
      claims: flags.claims,
    },
  };
}

function readVariables(text: string): JsonObject {
  return readObject(text, '{"id": "1"}');
}

function readClaims(text: string): JsonObject {
  return readObject(text, '{"sub": "ann"}');
}

function readObject(text: string, example: string): JsonObject {
  let value: Json | undefined;
  try {
    value = parseJson(text);
  } catch {
    value = undefined;
  }
  if (isJsonObject(value)) return value;
  throw new InvalidArgumentError(`It must be a JSON object, such as ${example}.`);
}

function readSize(
  text: string,
  before: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const [, name, items] = /^([^=]+)=(\d{1,9})$/.exec(text) ?? [];
  if (name !== undefined) return { ...before, [name]: Number(items) };
  throw new InvalidArgumentError("It must be a list and its number of items, such as posts=100.");
}

function readHeader(text: string, before: ClientHeaders = {}): ClientHeaders {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
  if (name !== undefined) return { ...before, [name.toLowerCase()]: value };
  // Not what it is: it may hold a secret.
  throw new InvalidArgumentError('It must be "name: value".');
}

const help = `
Examples:
  sluice explain queries/feed.graphql           the plan, the calls it costs, and why
  sluice explain -q '{ posts { title } }'       an operation on the command line
  sluice explain feed.graphql --size posts=500  for lists of other lengths
  sluice explain feed.graphql --analyze         run against the configured sources, and measured
  sluice explain - -f mermaid < feed.graphql    as a picture, for a page in Markdown

It needs a schema, and no configuration. Nothing is asked of any source without --analyze; with it,
the configured sources are asked, with the headers and for the caller that are given. What is told are counts and times:
no header, no setting and no value of an answer.

Exit status: 0 explained, 1 problems in the operation, the schema or the configuration, 2 could not
run.`;
