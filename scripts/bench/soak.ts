import { parseArgs } from "node:util";

import { writeFindings } from "./scenarios/write-findings.ts";
import { soak } from "./soak/soak.ts";

const help = `npm run soak [-- --minutes N]

Ten minutes, or so many, of mixed load at 70 % of what the gateway can bear, while its source and its
Redis fail in turn. Tells what went wrong that should not have, and how memory and open files grew.
Needs redis-server. Exits with 1 when a bar is missed.`;

const { values: flags } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const minutes = Number(flags.minutes);
if (flags.help) console.log(help);
else if (!(minutes >= 3)) {
  console.error(`--minutes must be a number from 3, and it is "${flags.minutes}".\n\n${help}`);
  process.exitCode = 2;
} else {
  const findings = await soak(minutes, (text) => console.error(text));
  console.log(writeFindings(findings));
  if (findings.some(({ bar }) => bar?.isMet === false)) process.exitCode = 1;
}
