import { type DocumentNode, Kind, visit } from "graphql";

import type { Variables } from "../plan.ts";

/** Values of the variables in `@skip`, `@include` and the like with which everything is selected. */
export function assumeAllSelected(document: DocumentNode): Variables {
  const values = new Map<string, boolean>();
  visit(document, {
    Directive({ name, arguments: args = [] }) {
      for (const { name: argument, value } of args) {
        if (argument.value !== "if" || value.kind !== Kind.VARIABLE) continue;
        values.set(value.name.value, name.value !== "skip");
      }
    },
  });
  return Object.fromEntries(values);
}
