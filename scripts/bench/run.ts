import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { reserveServerCore } from "./cores.ts";
import { measure, type Question } from "./measure.ts";
import { writeTable } from "./table.ts";

const help = `npm run bench -- [--rounds N] [--seconds N] [--connections N] [--only NAME,NAME]
                 [--callers NAME,NAME] [--also NAME=FILE]

Measures Sluice against other GraphQL servers in front of the same REST API: requests per
CPU-second of the server's process. Prints a table in Markdown. By default it takes some 8 minutes.

  --rounds N        how often each server is measured with each query (default 6)
  --seconds N       how long each time (default 3)
  --connections N   how many requests are under way at once (default 100)
  --only NAMES      some of the servers: apollo, mercurius, sluice, sluice-unkept; ratios are to
                    apollo
  --callers NAMES   identical, distinct: requests without a credential, or with one of their own each
  --also NAME=FILE  one more server: a module with \`start\`, such as the sluice.ts of another checkout

On Linux with two cores or more the server runs alone on one of them (taskset); the load and the
REST API run on another. The first run installs the other servers into scripts/bench/node_modules.`;

/** What ratios are to. */
const baseline = "apollo";

const servers = new Map([
  ["apollo", new URL("peers/apollo.js", import.meta.url)],
  ["mercurius", new URL("peers/mercurius.js", import.meta.url)],
  ["sluice", new URL("sluice.ts", import.meta.url)],
  ["sluice-unkept", new URL("sluice-unkept.ts", import.meta.url)],
]);

/** Who makes no call sends no credential: of such a query there is one kind of callers. */
const questions: readonly Question[] = [
  ...["{posts{id userId title user{id name email}}}", "{posts{title body}}"].flatMap((query) =>
    (["identical", "distinct"] as const).map((callers) => ({ query, callers, isOwn: false })),
  ),
  { query: "{greet}", callers: "identical", isOwn: true },
];

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      rounds: { type: "string", default: "6" },
      seconds: { type: "string", default: "3" },
      connections: { type: "string", default: "100" },
      only: { type: "string", default: [...servers.keys()].join(",") },
      callers: { type: "string", default: "identical,distinct" },
      also: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (flags.help) return console.log(help);

  const selected = new Map(flags.only.split(",").map((name) => [name, findServer(name)]));
  if (flags.also !== undefined) selected.set(...readServer(flags.also));
  const rounds = readCount(flags.rounds, "--rounds");
  const seconds = readCount(flags.seconds, "--seconds");
  const connections = readCount(flags.connections, "--connections");
  installPeers();
  const serverCore = reserveServerCore();
  const measurements = await measure({
    servers: selected,
    questions: selectQuestions(flags.callers),
    rounds,
    seconds,
    connections,
    serverCore,
    onProgress: (text) => console.error(text),
  });

  console.log(`\n${writeTable(measurements, baseline)}\n`);
  console.log(
    `Node ${process.versions.node}, ${connections} connections, ${rounds} rounds of ${seconds} s, ` +
      (serverCore === undefined ? "nothing pinned." : `the server alone on core ${serverCore}.`),
  );
}

function findServer(name: string): URL {
  const module = servers.get(name);
  if (module !== undefined) return module;
  throw new Error(`There is no server "${name}": --only takes ${[...servers.keys()].join(", ")}.`);
}

function selectQuestions(names: string): readonly Question[] {
  const selected = questions.filter(({ callers }) => names.split(",").includes(callers));
  if (selected.length > 0) return selected;
  throw new Error(`--callers takes identical and distinct, and is "${names}".`);
}

function readServer(text: string): [name: string, module: URL] {
  const [name = "", file = ""] = text.split("=");
  if (existsSync(file)) return [name, pathToFileURL(file)];
  throw new Error(`--also takes a name and a file that there is, and is "${text}".`);
}

function readCount(text: string, flag: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`${flag} must be a whole number above 0, and is "${text}".`);
}

function installPeers(): void {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  if (existsSync(`${folder}/node_modules`)) return;
  console.error("installing the other servers");
  const { status } = spawnSync("npm", ["ci", "--prefix", folder], { stdio: "inherit" });
  if (status !== 0) throw new Error("npm could not install the other servers: see above.");
}
