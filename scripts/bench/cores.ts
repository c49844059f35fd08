import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The core that only the server under test runs on; undefined where processes cannot be pinned. */
export function reserveServerCore(): number | undefined {
  const [server, rest] = readAllowedCores();
  if (server === undefined || rest === undefined) return undefined;
  // Pins this process, which makes the load, and with it whatever it starts from now on.
  const { status } = spawnSync("taskset", ["-a", "-c", "-p", String(rest), String(process.pid)]);
  return status === 0 ? server : undefined;
}

/** From a line like "Cpus_allowed_list:	0-3,6". */
function readAllowedCores(): readonly number[] {
  if (process.platform !== "linux") return [];
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return (list ?? "").split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
