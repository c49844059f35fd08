import type { Source } from "./contract.ts";
import type { ContractPart } from "./contract-words.ts";
import { describeDuration } from "./describe-duration.ts";
import { nameOfApi } from "./describe-fetch.ts";
import type { LazyPolicy } from "./policies.ts";

/** Why a field is not paid for up front, and how long it is waited for, in words. */
export function describeLazy(
  { reason, budgetMs, owner }: LazyPolicy,
  source: Pick<Source, "name"> | undefined,
): ContractPart {
  const asks = source === undefined ? "" : `: asks ${nameOfApi(source)}`;
  const waits =
    budgetMs === 0 ? "Not waited for" : `Waited for up to ${describeDuration(budgetMs)}`;
  return {
    text: `Lazy (${reason.replace(/[.\s]+$/, "")})${asks}. ${waits}; prefer @defer.`,
    owner,
  };
}
