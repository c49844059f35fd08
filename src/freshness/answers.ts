import type { Key, Outcome } from "../connectors/outcome.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { Connector } from "../contract/contract.ts";

/**
 * Answers keys of one connector, in the order of the keys: what is kept at once, the others when they
 * have been fetched. The keys are distinct. Rejects only for a bug: a failure is an outcome.
 */
export type AnswerKeys = (
  connector: Connector,
  keys: readonly Key[],
  request: RequestContext,
) => Answers;

/** One outcome per key: all of them later, or each now or later, so that none waits for others. */
export type Answers = Promise<readonly Outcome[]> | readonly Answer[];

export type Answer = Outcome | Promise<Outcome>;

/** Waits for all of them. */
export async function outcomesOf(answers: Answers): Promise<readonly Outcome[]> {
  const all = await answers;
  return Promise.all(all.map(async (answer: Answer) => answer));
}
