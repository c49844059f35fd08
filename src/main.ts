#!/usr/bin/env node
import { refuseOldNode } from "./cli/refuse-old-node.ts";

// Everything else is imported once it is known to load here: a Node that is too old stops at the
// first import that it does not have, with an error that says nothing of its version.
const refusal = refuseOldNode(process.versions.node);
if (refusal === undefined) {
  const { runCli } = await import("./cli/run-cli.ts");
  const { runInProcess } = await import("./cli/run-in-process.ts");
  await runInProcess(runCli, process);
} else {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 1;
}
