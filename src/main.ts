#!/usr/bin/env node
import { runCli } from "./cli/run-cli.ts";
import { runInProcess } from "./cli/run-in-process.ts";

await runInProcess(runCli, process);
