import type { Finding } from "./scenario.ts";

/** Writes findings as a table in Markdown. */
export function writeFindings(findings: readonly Finding[]): string {
  const rows = findings.map(({ what, value, bar }) => [
    what,
    value,
    bar?.text ?? "",
    bar === undefined ? "" : bar.isMet ? "met" : "**missed**",
  ]);
  return [["What", "Measured", "Bar", ""], ["---", "---:", "---:", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
