import type * as Loading from "../../../src/config/load-config.ts";
import type * as Reading from "../../../src/read-service.ts";
import type { LoadReport } from "./load.ts";

// A process that reads a schema as a start and `sluice check` do: tells how long it took, and ends.
// It has the gateway as it is published, without what strips types.

const [file = ""] = process.argv.slice(2);
const dist = new URL("../../../dist/", import.meta.url).href;
const { loadConfig }: typeof Loading = await import(`${dist}config/load-config.js`);
const { readService }: typeof Reading = await import(`${dist}read-service.js`);
const config = loadConfig({ file, env: {} });

const startBytes = process.memoryUsage.rss();
const startCpu = process.cpuUsage();
const startMs = performance.now();
const { contract, connectors, problems } = await readService({}, config);
const readMs = performance.now() - startMs;
const { user, system } = process.cpuUsage(startCpu);
const peakBytes = process.resourceUsage().maxRSS * 1024;

const secondMs = performance.now();
await readService({}, config);
const againMs = performance.now() - secondMs;

const report: LoadReport = {
  types: contract.schema.toConfig().types.length,
  connectors: connectors.length,
  warnings: problems.length,
  readMs,
  cpuMs: (user + system) / 1000,
  againMs,
  startBytes,
  peakBytes,
};
process.send?.(report);
process.disconnect();
