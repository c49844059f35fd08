import { stopOnSignals } from "../../src/cli/stop-on-signals.ts";
import { runDemo } from "./run-demo.ts";

process.exitCode = await runDemo({
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  stop: stopOnSignals(process),
});
