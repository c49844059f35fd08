import type { Connector } from "../../contract/contract.ts";
import type { GatewayError } from "../../kernel/gateway-error.ts";
import type { AdmitCalls } from "../executor.ts";
import type { Plan, Variables } from "../plan.ts";
import { type CertainCalls, certainCalls } from "./certain-calls.ts";

/** What plans may cost, and of whom. */
export interface CallBoundOptions {
  /** The name of the source that a connector calls. */
  readonly sourceNameOf: (connector: Connector) => string;
  /** The most calls that one operation may make to a source. Asked anew for each operation. */
  readonly limitOf: (sourceName: string) => number;
}

/**
 * Why an operation may not be run with these variables; undefined where nothing speaks against it.
 * `admitCalls` counts the calls for its caller.
 */
export type CallBound = (
  plan: Plan,
  variables: Variables,
  admitCalls?: AdmitCalls,
) => GatewayError | undefined;

/**
 * Refuses operations whose plans already show more calls to a source than they may make, before the
 * first of them. Each plan is looked at once.
 */
export function createCallBound({ sourceNameOf, limitOf }: CallBoundOptions): CallBound {
  const known = new WeakMap<Plan, CertainCalls>();
  return (plan, variables, admitCalls) => {
    let calls = known.get(plan);
    if (calls === undefined) {
      calls = certainCalls(plan, sourceNameOf);
      known.set(plan, calls);
    }
    const excess = calls.excess(variables, limitOf);
    if (excess !== undefined || admitCalls === undefined) return excess;
    return admitCalls(calls.count(variables));
  };
}
