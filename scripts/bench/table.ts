import type { Measurement } from "./measure.ts";

/**
 * A Markdown table: a row for each query and server, with ratios to the baseline server in the same
 * round, as the median over all rounds with the lowest and the highest.
 */
export function writeTable(measurements: readonly Measurement[], baseline: string): string {
  const rows = [...Map.groupBy(measurements, ({ query }) => query)].flatMap(([query, ofQuery]) => {
    const byServer = Map.groupBy(ofQuery, ({ server }) => server);
    const baselines = byServer.get(baseline) ?? [];
    return [...byServer].map(([server, rounds]) => {
      const speeds = rounds.map(({ requestsPerCpuSecond }) => requestsPerCpuSecond);
      const ratios = speeds.flatMap((speed, round) => {
        const one = baselines[round];
        return one === undefined ? [] : [speed / one.requestsPerCpuSecond];
      });
      const calls = median(rounds.map(({ callsPerRequest }) => callsPerRequest));
      return [
        `\`${query}\``,
        server,
        ratioWithSpread(ratios),
        median(speeds).toFixed(0),
        calls.toFixed(2),
      ];
    });
  });
  const head = [
    "Query",
    "Server",
    `Ratio to ${baseline}`,
    "Requests per CPU-second",
    "Calls per request",
  ];
  return [head, ["---", "---", "---:", "---:", "---:"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function ratioWithSpread(ratios: readonly number[]): string {
  if (ratios.length === 0) return "";
  const [lowest, highest] = [Math.min(...ratios), Math.max(...ratios)];
  return `**${median(ratios).toFixed(2)}** (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
