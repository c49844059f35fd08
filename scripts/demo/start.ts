import { runInProcess } from "../../src/cli/run-in-process.ts";
import { runDemo } from "./run-demo.ts";

await runInProcess(runDemo, process);
