import type { CommandContext, ExitStatus } from "../../src/cli/command-context.ts";
import { type DevOptions, runDev } from "../../src/cli/dev.ts";
import { runCli } from "../../src/cli/run-cli.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { ProblemsError } from "../../src/kernel/problem.ts";
import { startDemoApi } from "./api.ts";

/**
 * Runs the demo until it is asked to stop: `sluice dev`, with its flags, in front of the API that
 * the settings name or, where they name none, of one that is started beside it.
 */
export async function runDemo(
  args: readonly string[],
  context: CommandContext,
): Promise<ExitStatus> {
  return await runCli(["dev", ...args], context, devWithApi);
}

async function devWithApi(options: DevOptions, context: CommandContext): Promise<ExitStatus> {
  if (options.mock !== undefined) return await runDev({ ...options, query }, context);
  const api = isApiNamed(options, context) ? undefined : await startDemoApi();
  try {
    return await runDev(
      {
        ...options,
        query,
        defaults: api === undefined ? {} : { sources: { [source]: { baseUrl: api.url } } },
        next: [
          "It gets 100 posts and their users with 2 calls to the API behind it, not 101.",
          ...(api === undefined
            ? []
            : [`That API is ${api.url}; it forgets changes when it stops.`]),
          "Next: read schema/demo/jsonplaceholder.graphql, change it, and it is reloaded; then README.md.",
        ],
      },
      context,
    );
  } finally {
    await api?.close();
  }
}

const query = "{ posts { id title user { id name email } } }";

const source = "jsonplaceholder";

function isApiNamed({ configFile }: DevOptions, { env, cwd }: CommandContext): boolean {
  try {
    return loadConfig({ file: configFile, env, cwd }).sources[source]?.baseUrl !== undefined;
  } catch (error) {
    // The command itself tells what is wrong with the settings, and needs no API for that.
    if (error instanceof ProblemsError) return true;
    throw error;
  }
}
