import type { Measurement } from "./measure.ts";
import { quantile } from "./quantile.ts";

/**
 * A Markdown table: a row for each query, callers and server, with ratios to the baseline server in
 * the same round, as the median over all rounds with the lowest and the highest.
 */
export function writeTable(measurements: readonly Measurement[], baseline: string): string {
  const questions = Map.groupBy(measurements, ({ query, callers }) => `\`${query}\` | ${callers}`);
  const rows = [...questions].flatMap(([question, ofQuestion]) => {
    const byServer = Map.groupBy(ofQuestion, ({ server }) => server);
    const baselines = byServer.get(baseline) ?? [];
    return [...byServer].map(([server, rounds]) => {
      const speeds = rounds.map(({ requestsPerCpuSecond }) => requestsPerCpuSecond);
      const ratios = speeds.flatMap((speed, round) => {
        const one = baselines[round];
        return one === undefined ? [] : [speed / one.requestsPerCpuSecond];
      });
      const calls = quantile(
        rounds.map(({ callsPerRequest }) => callsPerRequest),
        0.5,
      );
      return [
        question,
        server,
        ratioWithSpread(ratios),
        quantile(speeds, 0.5).toFixed(0),
        calls.toFixed(3),
      ];
    });
  });
  const head = [
    "Query",
    "Callers",
    "Server",
    `Ratio to ${baseline}`,
    "Requests per CPU-second",
    "Calls per request",
  ];
  return [head, ["---", "---", "---", "---:", "---:", "---:"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function ratioWithSpread(ratios: readonly number[]): string {
  if (ratios.length === 0) return "";
  const [lowest, highest] = [Math.min(...ratios), Math.max(...ratios)];
  return `**${quantile(ratios, 0.5).toFixed(2)}** (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
}
