import { readFileSync } from "node:fs";

/** Pieces of one schema that show directives, by the names of these: "# @key @batch" begins one. */
export function directiveExamples(): ReadonlyMap<string, string> {
  const text = readFileSync("scripts/reference/directive-examples.graphql", "utf8");
  const [, ...pieces] = text.split(/^# (?=@)/m);
  return new Map(
    pieces.flatMap((piece) => {
      const [names = "", ...lines] = piece.split("\n");
      return names.split(" ").map((name) => [name.slice(1), lines.join("\n").trim()]);
    }),
  );
}
