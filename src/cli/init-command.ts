import { type Command, InvalidArgumentError } from "commander";

import { httpUrl } from "../config/value.ts";
import { exampleUrl, type InitOptions } from "./init.ts";

/** Adds `sluice init` to a program; `run` is called with what its command line says. */
export function addInitCommand(
  program: Command,
  run: (options: InitOptions) => Promise<void>,
): void {
  program
    .command("init")
    .description("write a schema and settings to begin with; overwrites nothing, calls nobody")
    .argument("[directory]", "where they go", ".")
    .option("--url <url>", "the base URL of your API", readUrl, exampleUrl)
    .addHelpText("after", help)
    .action((directory: string, { url }: Flags) => run({ directory, url }));
}

interface Flags {
  readonly url: string;
}

function readUrl(text: string): string {
  const { data, error } = httpUrl().safeParse(text);
  if (data !== undefined) return data.replace(/\/$/, "");
  throw new InvalidArgumentError(
    `It must be ${error?.issues.map(({ message }) => message).join(", ")}.`,
  );
}

const help = `
Examples:
  sluice init                               in this directory
  sluice init gateway --url https://api.example.com/v2

It writes schema/api.graphql, sluice.yaml and .graphqlrc.yml. The schema has posts and users, to
show how it is done: npx sluice dev --mock runs it as it is, without any API.

Exit status: 0 written, 1 a file is there already, and nothing was written, 2 could not run.`;
