import { print } from "graphql";

import type { DocumentReader } from "../admission/document-reader.ts";
import type { QueryLimits } from "../admission/query-limits.ts";
import { originOfNode } from "../contract/origin.ts";
import type { ReadOperation } from "../execution/explain/read-operation.ts";
import type { Problem } from "../kernel/problem.ts";

/**
 * Why a gateway with these limits would refuse a valid operation, as a client sends it: with its
 * fragments and no others. What is in its variables is not known.
 */
export function findExcess(
  { document, operation }: ReadOperation,
  reader: DocumentReader,
  limits: QueryLimits,
): readonly Problem[] {
  const { errors = [] } = reader.read(print(document), limits);
  const name =
    operation.name === undefined ? "an operation without a name" : `"${operation.name.value}"`;
  return errors.map(({ message, extensions: { code, setting } }) => ({
    code: "OPERATION_BEYOND_LIMIT",
    severity: "error",
    message: `A gateway with these settings refuses ${name} (${String(code)}). ${message}`,
    help: typeof setting === "string" ? `Ask for less, or raise ${setting}.` : "Ask for less.",
    origin: originOfNode(operation),
  }));
}
