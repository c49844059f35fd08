import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { atLeast, atMost, type Scenario, told } from "./scenario.ts";
import { width, writeWideSchema } from "./wide-schema.ts";

/** What the process that loads tells. */
export interface LoadReport {
  readonly types: number;
  readonly connectors: number;
  readonly warnings: number;
  /** Until everything is read, checked and compiled, in a process that has just started. */
  readonly readMs: number;
  /** What that took of all cores. */
  readonly cpuMs: number;
  /** The same once more, as at a reload. */
  readonly againMs: number;
  /** What was resident before. */
  readonly startBytes: number;
  /** The most that was resident until everything was read. */
  readonly peakBytes: number;
}

/** What it takes to start, or to run `sluice check`, with a schema as wide as they come. */
export const load: Scenario = {
  name: "load",
  about: `a schema of ${width.files} files, ${width.types} types and ${width.connectors} connectors`,
  async run(onProgress) {
    onProgress("building");
    execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
    const directory = writeFiles();
    try {
      const reports: LoadReport[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        onProgress(`process ${round} of ${rounds}`);
        // oxlint-disable-next-line no-await-in-loop -- one after the other, so that none slows another
        reports.push(await measure(directory));
      }
      return findingsOf(reports);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

const rounds = 3;

function findingsOf(reports: readonly LoadReport[]) {
  const least = (name: "types" | "connectors") => Math.min(...reports.map((it) => it[name]));
  // Noise only makes it slower.
  const best = (name: "readMs" | "againMs" | "cpuMs") => Math.min(...reports.map((it) => it[name]));
  const peakBytes = Math.max(...reports.map((report) => report.peakBytes));
  const startBytes = Math.min(...reports.map((report) => report.startBytes));
  return [
    atLeast("types of the API", least("types"), { limit: width.types }),
    atLeast("connectors", least("connectors"), { limit: width.connectors }),
    told("warnings that the checks found", reports[0]?.warnings ?? 0),
    atMost("read, checked and compiled, from cold", best("readMs"), { limit: 2000, unit: " ms" }),
    // V8 takes up to 128 MiB of it for new objects, on a machine that has them.
    atMost("resident at most, over what was before", (peakBytes - startBytes) / 1e6, {
      limit: 300,
      unit: " MB",
    }),
    told("resident at most, the whole process", peakBytes / 1e6, " MB"),
    told("the same in time of a core", best("cpuMs"), " ms"),
    told("once more in the same process", best("againMs"), " ms"),
  ];
}

function writeFiles(): string {
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  mkdirSync(join(directory, "schema"));
  for (const { file, text } of writeWideSchema()) {
    writeFileSync(join(directory, "schema", file), text);
  }
  const settings = { config: { version: "1", tenant: "t" } };
  const names = Array.from({ length: width.files }, (_, index) => `api-${index}.api`);
  writeFileSync(
    join(directory, "sluice.yaml"),
    JSON.stringify({
      schema: "./schema",
      log: { level: "fatal" },
      sources: Object.fromEntries(names.map((name) => [name, settings])),
    }),
  );
  return directory;
}

async function measure(directory: string): Promise<LoadReport> {
  const script = fileURLToPath(new URL("load-process.ts", import.meta.url));
  const child = fork(script, [join(directory, "sluice.yaml")], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const [message]: readonly unknown[] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error("The process that loads the schema ended.");
    }),
  ]);
  // oxlint-disable-next-line no-unsafe-type-assertion -- it is our own script
  return message as LoadReport;
}
