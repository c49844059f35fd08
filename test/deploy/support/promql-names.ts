/** What an expression of PromQL reads, and what it makes groups by. */
export interface PromqlNames {
  /** By the name of each series, the labels that it is asked to have. */
  readonly series: ReadonlyMap<string, ReadonlySet<string>>;
  /** The labels of `by (…)`, `on (…)` and the like. */
  readonly groupedBy: ReadonlySet<string>;
}

/** Finds names in an expression that is valid: it knows tokens of PromQL, and no grammar. */
export function promqlNames(expression: string): PromqlNames {
  const series = new Map<string, Set<string>>();
  const groupedBy = new Set<string>();
  const grouping = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
  for (const [, names = ""] of expression.matchAll(grouping)) {
    for (const [name] of names.matchAll(/\w+/g)) groupedBy.add(name);
  }
  const selections = expression.replaceAll(grouping, " ").replaceAll(/\[[^\]]*\]/g, " ");
  for (const [, name = "", matchers = ""] of selections.matchAll(selector)) {
    if (operators.has(name)) continue;
    const labels = series.get(name) ?? new Set();
    for (const [, label = ""] of matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g))
      labels.add(label);
    series.set(name, labels);
  }
  return { series, groupedBy };
}

/** A name that no bracket follows is a series; text in quotes stands within matchers only. */
const selector = /\b([a-zA-Z_][\w:]*)\b(?!\s*\(|\w)\s*(\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\})?/g;
const operators = new Set(["and", "or", "unless", "bool", "offset"]);
