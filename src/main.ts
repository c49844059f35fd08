#!/usr/bin/env node
import { runCli } from "./cli/run-cli.ts";
import { stopOnSignals } from "./cli/stop-on-signals.ts";

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  stop: stopOnSignals(process),
});
