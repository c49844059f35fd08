import { type GraphQLError, specifiedRules, validate } from "graphql";

import { DocumentReader } from "../admission/document-reader.ts";
import type { Config } from "../config/config.ts";
import { originOfNode } from "../contract/origin.ts";
import type { OperationExplainer } from "../execution/explain/operation-explainer.ts";
import type { ReadOperation } from "../execution/explain/read-operation.ts";
import { ListSizes } from "../execution/list-sizes.ts";
import { collectProblems, type Problem } from "../kernel/problem.ts";
import { createExplainer } from "../open-explain.ts";
import type { ReadService } from "../read-service.ts";
import { incrementalRules } from "../server/incremental-rules.ts";
import { Allowances } from "./allowances.ts";
import { findDearness } from "./find-dearness.ts";
import { findExcess } from "./find-excess.ts";
import { readOperationFiles } from "./operation-files.ts";

/** What came of checking operations. */
export interface CheckedOperations {
  readonly count: number;
  readonly problems: readonly Problem[];
}

/**
 * Checks the operations that the settings name: that they fit the schema, that they are within the
 * limits, and that they cost no more calls than they may, whatever the variables are.
 */
export function checkOperations(
  service: ReadService,
  config: Config,
  cwd: string,
): CheckedOperations {
  const { operations: patterns } = config.check;
  const { operations, problems: unreadable } = readOperationFiles(patterns, cwd);
  const allowances = new Allowances(config);
  const explainer = createExplainer({
    ...service,
    // Nothing is running here that would have met any list.
    listSizes: new ListSizes(),
    current: () => config,
  });
  const reader = new DocumentReader({ ...service.contract, rules: [], hideSuggestions: true });
  const problems = operations.flatMap((operation) => {
    const errors = findErrors(operation, service);
    // What is no operation of this schema costs nothing.
    if (errors.length > 0) return errors;
    return [
      ...findExcess(operation, reader, config.limits),
      ...checkCosts(operation, { explainer, allowances }),
    ];
  });
  const names = operations.flatMap(({ operation }) => operation.name?.value ?? []);
  // Of operations that are read only in part, nobody knows what they need.
  const unused = unreadable.length === 0 ? allowances.unused(names) : [];
  return { count: operations.length, problems: [...unreadable, ...problems, ...unused] };
}

interface Checking {
  readonly explainer: OperationExplainer;
  readonly allowances: Allowances;
}

function findErrors({ document }: ReadOperation, service: ReadService): readonly Problem[] {
  const { schema } = service.contract;
  return validate(schema, document, [...specifiedRules, ...incrementalRules]).map(invalid);
}

function checkCosts(read: ReadOperation, { explainer, allowances }: Checking): readonly Problem[] {
  const problems: Problem[] = [];
  const explanation = collectProblems(
    () => explainer.explain(read, { isForAnyVariables: true }),
    problems,
  );
  const origin = originOfNode(read.operation);
  return explanation === undefined
    ? problems.map(({ code, severity, message, help }) => ({
        code,
        severity,
        message,
        help,
        origin,
      }))
    : findDearness(explanation, allowances);
}

function invalid({ message, nodes }: GraphQLError): Problem {
  const [node] = nodes ?? [];
  return {
    code: "OPERATION_INVALID",
    severity: "error",
    message,
    help: "Correct the operation; `sluice print` shows the schema that it must fit.",
    origin: node && originOfNode(node),
  };
}
