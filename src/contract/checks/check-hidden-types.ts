import type { NamedTypeNode } from "graphql";

import { isHidden } from "../api-schema.ts";
import type { ProblemLog } from "../contract-problem.ts";
import { namedTypeNodeOf } from "../schema-types.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";

/** Checks that nothing visible has an `@inaccessible` type: callers could not use it. */
export function checkHiddenTypes(types: SchemaTypes, problems: ProblemLog): void {
  for (const type of types.all.values()) {
    if (isHidden(type)) continue;
    for (const node of visibleTypeNodes(type)) {
      const used = types.get(node.name.value);
      if (used === undefined || !isHidden(used)) continue;
      problems.error("HIDDEN_TYPE_USED", node, {
        message: `What callers see has a type that they see; "${node.name.value}" is @inaccessible.`,
        help: "Hide this too with @inaccessible, or show the type.",
      });
    }
  }
}

function visibleTypeNodes(type: SchemaType): readonly NamedTypeNode[] {
  const fields = [...type.fields.values()].filter((field) => !isHidden(field));
  const inputs = [
    ...type.inputFields.values(),
    ...fields.flatMap(({ arguments: args = [] }) => args),
  ];
  const visible = [...fields, ...inputs.filter((input) => !isHidden(input))];
  return visible.map((node) => namedTypeNodeOf(node.type));
}
