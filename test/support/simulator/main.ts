import { createInterface } from "node:readline";

import { readBehaviour } from "./read-behaviour.ts";
import { help, readFlags } from "./read-flags.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

// The simulator as a command for people.

try {
  const options = readFlags(process.argv.slice(2));
  if (options === undefined) write(help);
  else await run(await startSimulator({ ...options, keptCalls: 1 }));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}

async function run(simulator: Simulator): Promise<void> {
  write(`Listening on ${simulator.url}. Behaviour changes when you type it as JSON.`);
  let before = simulator.stats();
  // It also keeps the process alive while nothing listens.
  setInterval(() => {
    const now = simulator.stats();
    if (now.calls !== before.calls || now.running !== before.running) {
      const { working, waiting, byStatus } = now;
      const calls = `${now.calls - before.calls} calls for ${now.keys - before.keys} keys`;
      write(`${calls}, ${working} at work, ${waiting} waiting; in all ${JSON.stringify(byStatus)}`);
    }
    before = now;
  }, 1000);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    try {
      await simulator.set(readBehaviour(line));
      write(`From now on ${line.trim()}`);
    } catch (error) {
      write(messageOf(error));
    }
  }
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
