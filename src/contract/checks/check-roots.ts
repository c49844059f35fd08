import type { ProblemLog } from "../contract-problem.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";

/** Checks that there is a Query type, and no subscription. */
export function checkRoots(
  { files, types }: Pick<LinkedSchema, "files" | "types">,
  problems: ProblemLog,
): void {
  const queryName = types.roots.query;
  const subscription = types.get(types.roots.subscription);
  const [first] = files;
  if (types.get(queryName) === undefined) {
    problems.error("NO_QUERY_TYPE", first && { file: first.file, line: 1, column: 1 }, {
      message: `A schema has a query type; no file defines "${queryName}".`,
      help: `Define \`type ${queryName}\` with at least one field.${didYouMean(queryName, types.all.keys())}`,
    });
  }
  if (subscription !== undefined) {
    problems.error("SUBSCRIPTIONS_UNSUPPORTED", subscription.name, {
      message: `Subscriptions do not work here; "${subscription.name.value}" is the subscription type.`,
      help: "Remove the type, and offer a query instead.",
    });
  }
}
