import { parseArgs } from "node:util";

import { groupCommit } from "./scenarios/group-commit.ts";
import { memoryBound } from "./scenarios/memory-bound.ts";
import { load } from "./scenarios/load.ts";
import { idle } from "./scenarios/idle.ts";
import { outage } from "./scenarios/outage.ts";
import { rateLimit } from "./scenarios/rate-limit.ts";
import { isolation } from "./scenarios/isolation.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { writeFindings } from "./scenarios/write-findings.ts";

const scenarios: readonly Scenario[] = [
  groupCommit,
  idle,
  outage,
  rateLimit,
  isolation,
  memoryBound,
  load,
];

const help = `npm run bench:scenarios -- [--only NAME,NAME]

Tries out what the gateway must bear, in front of a simulated API, and tells what was measured.
Exits with 1 when a bar is missed. By default it tries all:

${scenarios.map(({ name, about }) => `  ${name.padEnd(14)}${about}`).join("\n")}`;

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      only: { type: "string", default: scenarios.map(({ name }) => name).join(",") },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (flags.help) return console.log(help);

  for (const scenario of flags.only.split(",").map(findScenario)) {
    console.log(`\n## ${scenario.name}\n\n${scenario.about}\n`);
    // oxlint-disable-next-line no-await-in-loop -- one after the other, so that none slows another
    const findings = await scenario.run((text) => console.error(`${scenario.name}: ${text}`));
    console.log(writeFindings(findings));
    if (findings.some(({ bar }) => bar?.isMet === false)) process.exitCode = 1;
  }
}

function findScenario(name: string): Scenario {
  const scenario = scenarios.find((it) => it.name === name);
  if (scenario !== undefined) return scenario;
  const names = scenarios.map((it) => it.name).join(", ");
  throw new Error(`There is no scenario "${name}": --only takes ${names}.`);
}
