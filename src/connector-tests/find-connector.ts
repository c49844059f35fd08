import type { Connector } from "../contract/contract.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { ProblemsError } from "../kernel/problem.ts";
import type { Written } from "./suite.ts";

/**
 * The connector that a test names: by its place ("Query.user", "User", "User[1]" for the second one
 * there), also with the name of a subgraph before it, or by the `id:` of its directive.
 *
 * @throws ProblemsError where there is none, with those that there are.
 */
export function findConnector(
  { value, origin }: Written<string>,
  connectors: readonly Connector[],
): Connector {
  const place = value.replace(/^[^:]*:/, "").replace(/\[0\]$/, "");
  const found =
    connectors.find(({ name }) => name === value) ?? connectors.find(({ id }) => id === place);
  if (found !== undefined && found.resolver === undefined) return found;
  const testable = connectors.filter(({ resolver }) => resolver === undefined);
  const names = testable.flatMap(({ id, name }) => (name === undefined ? [id] : [id, name]));
  throw new ProblemsError([
    {
      code: "SUITE_UNKNOWN_CONNECTOR",
      severity: "error",
      message:
        found === undefined
          ? `A test must name a connector of the schema, and "${value}" is none.`
          : `A test must name a connector, and "${value}" is a batch resolver: code, which asks no source.`,
      help: `${didYouMean(value, names).trim()} There are: ${listOf(names)}.`.trim(),
      origin,
    },
  ]);
}

/** A schema may have a thousand: the first of them show how they are named. */
function listOf(names: readonly string[]): string {
  const others = names.length - mostNames;
  const shown = names.slice(0, mostNames).join(", ");
  return others > 0 ? `${shown}, and ${others} more` : shown;
}

const mostNames = 30;
