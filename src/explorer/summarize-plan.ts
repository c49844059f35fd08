import type { CallEstimate, Explanation } from "../execution/explain/explanation.ts";

/** What an operation costs, in a line: "102 calls: shop 102 of 200 allowed". */
export function summarizePlan({ total, sources }: Pick<Explanation, "total" | "sources">): string {
  const each = sources.map(
    (source) => `${source.source} ${writeEstimate(source)} of ${source.limit} allowed`,
  );
  const unit = total.calls.value === 1 ? "call" : "calls";
  const all = `${total.calls.value} ${unit}`;
  return each.length === 0 ? all : `${all}: ${each.join(", ")}`;
}

function writeEstimate({ calls, worst }: CallEstimate): string {
  return calls.value === worst.value
    ? `${calls.value}`
    : `${calls.value} (at worst ${worst.value})`;
}
