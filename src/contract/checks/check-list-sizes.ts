import type { ConstDirectiveNode, ConstValueNode, FieldDefinitionNode } from "graphql";
import { Kind } from "graphql";

import { didYouMean } from "../../kernel/did-you-mean.ts";
import { argumentOf, itemsOf, requiredString } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { LinkedSchema } from "../linked-schema.ts";
import { isListType, namedTypeOf, type SchemaTypes } from "../schema-types.ts";

/** Checks that `@listSize` is about lists that there are, and about arguments that can bound them. */
export function checkListSizes(
  { types, soundDirectives }: Pick<LinkedSchema, "types" | "soundDirectives">,
  problems: ProblemLog,
): void {
  for (const [typeName, type] of types.all) {
    for (const [fieldName, field] of type.fields) {
      const directive = field.directives?.find(({ name }) => name.value === "listSize");
      if (directive === undefined || !soundDirectives.has(directive)) continue;
      new ListSizeCheck(types, problems, `${typeName}.${fieldName}`).check(field, directive);
    }
  }
}

class ListSizeCheck {
  readonly #types: SchemaTypes;
  readonly #problems: ProblemLog;
  readonly #coordinate: string;

  constructor(types: SchemaTypes, problems: ProblemLog, coordinate: string) {
    this.#types = types;
    this.#problems = problems;
    this.#coordinate = coordinate;
  }

  check(field: FieldDefinitionNode, directive: ConstDirectiveNode): void {
    const assumed = argumentOf(directive, "assumedSize");
    if (assumed?.kind === Kind.INT && Number(assumed.value) < 0) {
      this.#error(assumed, {
        message: `A list has no fewer than 0 items; "${this.#coordinate}" is to have ${assumed.value}.`,
        help: "Write how many items it has, at most or as a rule.",
      });
    }
    for (const node of itemsOf(argumentOf(directive, "slicingArguments"))) {
      this.#checkSlicing(field, node);
    }
    const sized = itemsOf(argumentOf(directive, "sizedFields"));
    for (const node of sized) this.#checkSized(field, node);
    if (sized.length === 0 && !isListType(field.type)) {
      this.#error(directive, {
        message: `"@listSize" is for a list; "${this.#coordinate}" holds none.`,
        help: 'Remove it, or name the fields below that hold the list: sizedFields: ["edges"].',
      });
    }
  }

  #checkSlicing(field: FieldDefinitionNode, node: ConstValueNode): void {
    const path = requiredString(node).value;
    const [first = "", ...rest] = path.split(".");
    // v8 ignore next -- where there are none, the parser makes a list without any
    const args = field.arguments ?? [];
    let type = args.find(({ name }) => name.value === first)?.type;
    for (const name of rest) {
      type = type && this.#types.get(namedTypeOf(type))?.inputFields.get(name)?.type;
    }
    if (type === undefined) {
      const near = didYouMean(
        path,
        args.map(({ name }) => name.value),
      );
      this.#error(node, {
        message: `A slicing argument is an argument of the field; "${this.#coordinate}" has no "${path}".`,
        help: `Correct it, or remove it.${near}`,
      });
    } else if (isListType(type) || namedTypeOf(type) !== "Int") {
      this.#error(node, {
        message: `A slicing argument is an Int that bounds the list; "${path}" of "${this.#coordinate}" is none.`,
        help: "Name the argument that says how many items there may be.",
      });
    }
  }

  #checkSized(field: FieldDefinitionNode, node: ConstValueNode): void {
    const name = requiredString(node).value;
    const fields = this.#types.get(namedTypeOf(field.type))?.fields;
    const sized = fields?.get(name);
    if (sized !== undefined && isListType(sized.type)) return;
    this.#error(node, {
      message: `A sized field is a list of the object that the field holds; "${this.#coordinate}" holds a ${namedTypeOf(field.type)}, which has ${sized === undefined ? "no field" : "no list"} "${name}".`,
      help: `Correct it, or remove it.${didYouMean(name, fields?.keys() ?? [])}`,
    });
  }

  #error(node: ConstDirectiveNode | ConstValueNode, text: { message: string; help: string }): void {
    this.#problems.error("INVALID_LIST_SIZE", node, text);
  }
}
