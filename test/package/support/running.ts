import { spawn } from "node:child_process";
import { join } from "node:path";

import { onTestFinished, vi } from "vitest";

import { environment } from "./packed.ts";

/** Runs the installed `sluice` in a project until the test ends, or until it is stopped. */
export function startSluice(project: string, args: readonly string[]) {
  const child = spawn(join(project, "node_modules/.bin/sluice"), args, {
    cwd: project,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      hasEnded = true;
      resolve(code);
    });
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    /** The address of GraphQL, once it has been told. */
    async url(this: void): Promise<string> {
      const found = () => /http:\/\/[^\s"]+\/graphql/.exec(output)?.[0];
      await vi.waitUntil(() => found() !== undefined || hasEnded, { timeout: 30_000 });
      return found() ?? fail(`It ended without an address:\n${output}`);
    },
    /** Asks it to stop; its exit status. */
    stop(this: void): Promise<number | null> {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}
