import type { OperationDefinitionNode, ValidationRule } from "graphql";

import { createLazyLookup } from "../../contract/lazy-lookup.ts";
import { type Problem, ProblemsError } from "../../kernel/problem.ts";
import { guardedPlaces } from "../guarded-places.ts";
import { KeyEncoders } from "../key-encoders.ts";
import type { Variables } from "../plan.ts";
import { compilePlan } from "../planner.ts";
import { everythingMet } from "../refusals.ts";
import { sourceNameOf } from "./explain-connector.ts";
import { type ExplainBasis, explainPlan } from "./explain-plan.ts";
import type { Explanation } from "./explanation.ts";
import {
  type OperationText,
  type ReadOperation,
  readOperation,
  readVariables,
} from "./read-operation.ts";
import { tellGuards } from "./tell-guards.ts";
import { TooManyPlaces } from "./walk-plan.ts";
import { withAllSelected } from "./with-all-selected.ts";

export interface OperationExplainerOptions extends Omit<
  ExplainBasis,
  "keyEncoders" | "lazyOf" | "listSize"
> {
  /** How many items a list is taken to have where nothing says. */
  readonly listSize: () => number;
  /** What operations must keep to besides the rules of GraphQL. */
  readonly rules: readonly ValidationRule[];
}

/** What is asked about an operation. */
export interface ExplainedInput {
  /** As a client sends them, not yet coerced. Undefined: they are not known. */
  readonly variables?: Variables | undefined;
  /** Whether it is to hold for any variables, and not only for these. Default: it is not. */
  readonly isForAnyVariables?: boolean;
  /** How many items lists have: by path ("posts[].comments"), coordinate ("Query.posts") or type. */
  readonly sizes?: Readonly<Record<string, number>> | undefined;
}

/** Explains operations against one contract. */
export class OperationExplainer {
  readonly #options: OperationExplainerOptions;
  readonly #basis: Omit<ExplainBasis, "listSize">;

  constructor(options: OperationExplainerOptions) {
    this.#options = options;
    this.#basis = {
      ...options,
      keyEncoders: new KeyEncoders(),
      lazyOf: createLazyLookup(options.contract),
    };
  }

  /** @throws ProblemsError with everything that is wrong with the operation, each with its place. */
  read(text: OperationText): ReadOperation {
    return readOperation(text, this.#options.contract.schema, this.#options.rules);
  }

  /** @throws ProblemsError for wrong variables, sizes of nothing, and an operation beyond all bounds. */
  explain(
    read: ReadOperation,
    { variables: given, sizes = {}, isForAnyVariables = false }: ExplainedInput,
  ): Explanation {
    const { contract, listSize } = this.#options;
    const variables = isForAnyVariables
      ? undefined
      : readVariables(read.operation, given, contract.schema);
    const { document, operation } = variables === undefined ? withAllSelected(read) : read;
    const conditions = variables ?? {};
    // Of its own: the plans that are run are not to grow by what is only looked at.
    const planned = { operation, conditions, inParts: true, met: everythingMet };
    const plan = compilePlan(this.#basis, document, planned);
    const input = { operation, variables, sizes: new Map(Object.entries(sizes)) };
    try {
      const basis = { ...this.#basis, listSize: listSize() };
      const { explanation, unusedSizes } = explainPlan(plan, input, basis);
      if (unusedSizes.length === 0) {
        const guards = tellGuards(guardedPlaces(operation, document, contract));
        const mocked = tellMocked(explanation, this.#basis);
        return withAssumptions(explanation, [
          ...mocked,
          ...guards,
          ...tellIgnored(operation, given),
        ]);
      }
      throw new ProblemsError(unusedSizes.map((name) => noSuchList(name, explanation)));
    } catch (error) {
      if (error instanceof TooManyPlaces) throw new ProblemsError([tooLarge]);
      throw error;
    }
  }
}

/** The sources that are not really called. */
function tellMocked(
  { sources }: Explanation,
  basis: Pick<ExplainBasis, "connectors">,
): readonly string[] {
  const mocked = [...basis.connectors.values()].filter(({ isMocked }) => isMocked);
  const names = new Set(mocked.map(({ connector }) => sourceNameOf(connector, basis)));
  return sources
    .filter(({ source }) => names.has(source))
    .map(({ source }) => `What ${source} answers is made up (--mock): it is not called.`);
}

/** Variables that are given, and that the operation does not have. */
function tellIgnored(
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Variables = {},
): readonly string[] {
  const names = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
  return Object.keys(given)
    .filter((name) => !names.has(name))
    .map((name) => `The operation has no variable "${name}": it is ignored.`);
}

function withAssumptions(explanation: Explanation, told: readonly string[]): Explanation {
  return { ...explanation, assumptions: [...explanation.assumptions, ...told] };
}

function noSuchList(name: string, { lists }: Explanation): Problem {
  const known = lists.map(({ path }) => path).join(", ");
  return {
    code: "LIST_NOT_FOUND",
    severity: "error",
    message: `A size must be that of a list in the operation, and "${name}" is none.`,
    help:
      known === ""
        ? "Leave it out: the size of no list matters here."
        : `Name one of its lists, or a type whose objects they hold: ${known}.`,
    origin: undefined,
  };
}

const tooLarge: Problem = {
  code: "OPERATION_TOO_LARGE",
  severity: "error",
  message: "The operation has more places in its answer than an explanation can tell of.",
  help: "Select less, or explain it in parts.",
  origin: undefined,
};
