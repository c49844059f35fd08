import type { FieldDefinitionNode } from "graphql";

import { didYouMean } from "../../kernel/did-you-mean.ts";
import type { BatchDeclaration } from "../batch-declaration.ts";
import type { ProblemLog } from "../contract-problem.ts";
import { namedTypeOf, type SchemaType, type SchemaTypes } from "../schema-types.ts";

/** The field that a batch resolver is for. */
interface ResolvedField {
  readonly coordinate: string;
  readonly type: SchemaType;
  readonly field: FieldDefinitionNode;
  readonly types: SchemaTypes;
}

/** Checks what a batch resolver says of itself. */
export function checkBatchResolver(
  batch: BatchDeclaration,
  { coordinate, type, field, types }: ResolvedField,
  problems: ProblemLog,
): void {
  const report = (message: string, help: string): void =>
    problems.error("INVALID_BATCH_RESOLVER", field, { message, help });
  const root = types.rootOf(type.name.value);
  if (root === "mutation") {
    report(
      `A mutation runs by itself, never in a batch; ${coordinate} has a batch resolver.`,
      "Give it a function as its resolver.",
    );
  }
  if (batch.maxSize !== undefined && !(Number.isInteger(batch.maxSize) && batch.maxSize >= 1)) {
    report(
      `A batch has at least one key; \`maxSize\` of ${coordinate} is ${batch.maxSize}.`,
      "Give it the most keys that one call of `load` can take, or leave it out.",
    );
  }
  for (const name of batch.headers) {
    if (!headerName.test(name)) {
      report(
        `\`headers\` of a batch resolver names headers; ${coordinate} names "${name}".`,
        'Write it like headers: ["authorization"].',
      );
    }
  }
  for (const name of batch.reads) {
    const read = type.fields.get(name);
    if (root !== undefined) {
      report(
        `What is read is a field of the parent, and a root field has none; ${coordinate} reads "${name}".`,
        "Leave out `reads`: its arguments are given anyway.",
      );
    } else if (read === undefined) {
      report(
        `A batch resolver reads fields of its type; ${coordinate} reads "${name}", which ${type.name.value} does not have.`,
        `Correct the name.${didYouMean(name, type.fields.keys())}`,
      );
    } else if (types.isComposite(namedTypeOf(read.type))) {
      report(
        `A batch resolver reads what is no object: of one, only a part may be there. ${coordinate} reads "${name}".`,
        `Read what names it, such as an id; or give ${coordinate} a function as its resolver.`,
      );
    }
  }
}

/** RFC 9110, section 5.1; in lower case. */
const headerName = /^[!#$%&'*+.^_`|~\da-z-]+$/;
