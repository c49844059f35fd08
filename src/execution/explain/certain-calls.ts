import type { Connector } from "../../contract/contract.ts";
import { GatewayError } from "../../kernel/gateway-error.ts";
import type { FetchStep, LatePlan, ObjectPlan, Plan, Step, Variables } from "../plan.ts";
import { hasVariables, knownKeyId } from "./known-key-id.ts";

/** What the root of a plan shows of its calls, whatever the sources answer. */
export interface CertainCalls {
  /**
   * The source to which the operation makes more calls than it may, as an error to answer with;
   * undefined where the plan shows none. Nearly always this is a look at a few numbers.
   */
  readonly excess: (
    variables: Variables,
    limitOf: (sourceName: string) => number,
  ) => GatewayError | undefined;
  /** How many there are, to all sources together. */
  readonly count: (variables: Variables) => number;
}

/**
 * Finds the calls that an operation makes in any case: those for the fields of its root, equal ones
 * once. What is kept, or on its way for somebody else, counts too: whether an operation is refused
 * does not depend on who came before.
 *
 * @param sourceNameOf the name of the source that a connector calls.
 */
export function certainCalls(
  plan: Plan,
  sourceNameOf: (connector: Connector) => string,
): CertainCalls {
  const bySource = new Map<string, RootCalls>();
  for (const step of rootFetches(plan.root)) {
    const name = sourceNameOf(step.connector);
    const calls = bySource.get(name) ?? new RootCalls(plan.isSerial);
    bySource.set(name, calls);
    calls.add(step);
  }
  return {
    excess(variables, limitOf) {
      for (const [name, calls] of bySource) {
        const limit = limitOf(name);
        // Only where there may be too many it is worth to find out which of them are equal.
        if (calls.most <= limit) continue;
        const count = calls.count(variables);
        if (count > limit) return tooManyCalls(name, { count, limit });
      }
      return undefined;
    },
    count(variables) {
      let count = 0;
      for (const calls of bySource.values()) count += calls.count(variables);
      return count;
    },
  };
}

/** The calls that the fields of a root make to one source. */
class RootCalls {
  readonly #isSerial: boolean;
  readonly #steps: FetchStep[] = [];
  /** Those that are the same whatever the variables are. */
  readonly #fixed = new Set<string>();
  readonly #variable: FetchStep[] = [];

  constructor(isSerial: boolean) {
    this.#isSerial = isSerial;
  }

  add(step: FetchStep): void {
    this.#steps.push(step);
    if (hasVariables(step)) this.#variable.push(step);
    else addKey(this.#fixed, step, {});
  }

  /** How many there are at most, if no two are equal. */
  get most(): number {
    return this.#isSerial ? this.#steps.length : this.#fixed.size + this.#variable.length;
  }

  /** How many there are. A mutation is made as often as it stands there. */
  count(variables: Variables): number {
    if (this.#isSerial) {
      return this.#steps.filter((step) => knownKeyId(step, variables) !== undefined).length;
    }
    const keys = new Set(this.#fixed);
    for (const step of this.#variable) addKey(keys, step, variables);
    return keys.size;
  }
}

function addKey(keys: Set<string>, step: FetchStep, variables: Variables): void {
  const id = knownKeyId(step, variables);
  if (id !== undefined) keys.add(JSON.stringify([step.connector.id, id]));
}

function rootFetches(root: ObjectPlan): readonly FetchStep[] {
  return [root, ...root.late].flatMap(({ steps }: ObjectPlan | LatePlan) =>
    steps.filter(isFetch).filter(({ connector }) => connector.request !== undefined),
  );
}

function isFetch(step: Step): step is FetchStep {
  return step.kind === "fetch";
}

function tooManyCalls(
  sourceName: string,
  { count, limit }: { readonly count: number; readonly limit: number },
): GatewayError {
  return new GatewayError(
    "TOO_MANY_CALLS",
    `An operation may cause ${limit} calls to the source "${sourceName}", and this one causes ${count} by the fields of its root alone. Nothing was asked for. Ask for fewer, or in several operations.`,
    { extensions: { service: sourceName } },
  );
}
