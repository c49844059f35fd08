import {
  type DirectiveNode,
  getNullableType,
  GraphQLError,
  isListType,
  Kind,
  type ValidationRule,
  type ValueNode,
} from "graphql";

/** What a document must keep to where it has `@defer` or `@stream` (RFC "Incremental Delivery"). */
export const incrementalRules: readonly ValidationRule[] = [
  labelsNameOnePart,
  mutationsAreWhole,
  listsAreStreamed,
];

/** A label stands in the document itself, and once in it: parts of the answer go by it. */
function labelsNameOnePart(...[context]: Parameters<ValidationRule>): ReturnType<ValidationRule> {
  const known = new Map<string, DirectiveNode>();
  return {
    Directive(node) {
      const name = node.name.value;
      const label = isIncremental(name) ? valueOf(node, "label") : undefined;
      if (label === undefined || label.kind === Kind.NULL) return;
      if (label.kind !== Kind.STRING) {
        const message = `The label of @${name} must be a text in the document, and not a variable.`;
        context.reportError(new GraphQLError(message, { nodes: label }));
        return;
      }
      const other = known.get(label.value);
      known.set(label.value, other ?? node);
      if (other === undefined) return;
      const message = `Each label of @defer and @stream must be used once; "${label.value}" is used again.`;
      context.reportError(new GraphQLError(message, { nodes: [other, node] }));
    },
  };
}

/** The fields of a mutation run one after the other, so that none of them can come later. */
function mutationsAreWhole(...[context]: Parameters<ValidationRule>): ReturnType<ValidationRule> {
  const root = context.getSchema().getMutationType();
  return {
    Directive(node) {
      const name = node.name.value;
      if (!isIncremental(name) || !root || context.getParentType() !== root) return;
      const message = `@${name} must not be used on the fields of ${root.name}: they run one after the other. It may be used inside them.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}

function listsAreStreamed(...[context]: Parameters<ValidationRule>): ReturnType<ValidationRule> {
  return {
    Field({ directives = [] }) {
      const type = context.getType();
      for (const node of directives) {
        if (node.name.value !== "stream") continue;
        if (type && !isListType(getNullableType(type))) {
          const message = `@stream must be used on a list; this field is of the type ${String(type)}.`;
          context.reportError(new GraphQLError(message, { nodes: node }));
        }
        const count = valueOf(node, "initialCount");
        if (count?.kind === Kind.INT && count.value.startsWith("-")) {
          const message = `The initialCount of @stream must be 0 or more; it is ${count.value}.`;
          context.reportError(new GraphQLError(message, { nodes: count }));
        }
      }
    },
  };
}

function isIncremental(name: string): boolean {
  return name === "defer" || name === "stream";
}

function valueOf({ arguments: args = [] }: DirectiveNode, argument: string): ValueNode | undefined {
  return args.find(({ name }) => name.value === argument)?.value;
}
