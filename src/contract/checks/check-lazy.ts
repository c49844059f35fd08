import type { ConstDirectiveNode, FieldDefinitionNode } from "graphql";
import { Kind } from "graphql";

import type { ProblemLog } from "../contract-problem.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";

/** Checks that a lazy field may be null, since it is when it comes too late, and is no mutation. */
export function checkLazy({ types, soundDirectives }: LinkedSchema, problems: ProblemLog): void {
  for (const [typeName, type] of types.all) {
    for (const [fieldName, field] of type.fields) {
      const coordinate = `${typeName}.${fieldName}`;
      const own = lazyDirective(field);
      if (own !== undefined && types.rootOf(typeName) === "mutation") {
        problems.error("LAZY_MISPLACED", own, {
          message: `A mutation is carried out when it is asked for; "${coordinate}" is lazy.`,
          help: "Remove `@lazy`, or give it to a field of what the mutation returns.",
        });
        continue;
      }
      const inherited = own === undefined ? inheritedFrom(type, fieldName, types) : undefined;
      const isLazy = inherited !== undefined || (own !== undefined && soundDirectives.has(own));
      if (!isLazy || field.type.kind !== Kind.NON_NULL_TYPE) continue;
      const why = inherited === undefined ? "" : `, as "${inherited}.${fieldName}" is lazy`;
      problems.error("LAZY_NON_NULL", field.type, {
        message: `A lazy field is null when it is not there within its budget; "${coordinate}" may not be null${why}.`,
        help: "Take the `!` away.",
      });
    }
  }
}

function inheritedFrom(
  { interfaces }: SchemaType,
  fieldName: string,
  types: SchemaTypes,
): string | undefined {
  return interfaces.find(({ name }) => {
    const field = types.get(name.value)?.fields.get(fieldName);
    return field !== undefined && lazyDirective(field) !== undefined;
  })?.name.value;
}

function lazyDirective({ directives = [] }: FieldDefinitionNode): ConstDirectiveNode | undefined {
  return directives.find(({ name }) => name.value === "lazy");
}
