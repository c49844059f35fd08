import type {
  FieldDefinitionNode,
  InputValueDefinitionNode,
  TypeDefinitionNode,
  TypeExtensionNode,
} from "graphql";
import { isTypeDefinitionNode, isTypeExtensionNode, Kind, print } from "graphql";

import type { ProblemLog } from "./contract-problem.ts";
import type { LinkedFile } from "./linked-file.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { lineOfNode } from "./origin.ts";
import { readRoots } from "./root-types.ts";
import { SchemaTypes } from "./schema-types.ts";
import type { RootOperation, SchemaType } from "./schema-types.ts";
import { typePartsOf } from "./type-parts.ts";

/**
 * Merges the types of all files: types of one name become one, field by field. What stands in
 * several files must agree; where it does not, the first holds and there is a problem.
 *
 * @param ignored names of types that only specifications need.
 */
export function mergeTypes(
  files: readonly LinkedFile[],
  ignored: ReadonlySet<string>,
  problems: ProblemLog,
): SchemaTypes {
  const nodes = files.flatMap((file) => file.nodes.filter(isTypeNode));
  const roots = readRoots(files, problems);
  const types = new Map<string, SchemaType>();
  for (const node of nodes) {
    const parts = typePartsOf(node);
    const name = parts.name.value;
    if (ignored.has(name)) continue;
    const merged = types.get(name);
    types.set(name, merged === undefined ? parts : mergeParts(merged, parts, problems));
  }
  checkExtensions(nodes, { types, roots, problems });
  return new SchemaTypes(types, roots);
}

function isTypeNode(
  node: LinkedFile["nodes"][number],
): node is TypeDefinitionNode | TypeExtensionNode {
  return isTypeDefinitionNode(node) || isTypeExtensionNode(node);
}

function mergeParts(left: SchemaType, right: SchemaType, problems: ProblemLog): SchemaType {
  const name = left.name.value;
  if (left.kind !== right.kind) {
    problems.error("TYPE_CONFLICT", right.name, {
      message: `A type is of one kind in all files; "${name}" is ${kindNames[left.kind]} in ${lineOfNode(left.name)} and ${kindNames[right.kind]} here.`,
      help: "Rename one of the two.",
    });
    return left;
  }
  const mergeField = <Field extends FieldDefinitionNode | InputValueDefinitionNode>(
    one: Field,
    other: Field,
  ): Field => {
    checkAgreement(one, other, { typeName: name, problems });
    return mergeMember(one, other);
  };
  return {
    ...left,
    description: left.description ?? right.description,
    directives: [...left.directives, ...right.directives],
    interfaces: [...mergeMaps(namedBy(left.interfaces), namedBy(right.interfaces)).values()],
    fields: mergeMaps(left.fields, right.fields, mergeField),
    inputFields: mergeMaps(left.inputFields, right.inputFields, mergeField),
    members: [...mergeMaps(namedBy(left.members), namedBy(right.members)).values()],
    values: mergeMaps(left.values, right.values, mergeMember),
  };
}

const kindNames: Record<SchemaType["kind"], string> = {
  [Kind.OBJECT_TYPE_DEFINITION]: "an object type",
  [Kind.INTERFACE_TYPE_DEFINITION]: "an interface",
  [Kind.UNION_TYPE_DEFINITION]: "a union",
  [Kind.ENUM_TYPE_DEFINITION]: "an enum",
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: "an input type",
  [Kind.SCALAR_TYPE_DEFINITION]: "a scalar",
};

function checkAgreement(
  one: FieldDefinitionNode | InputValueDefinitionNode,
  other: FieldDefinitionNode | InputValueDefinitionNode,
  { typeName, problems }: { readonly typeName: string; readonly problems: ProblemLog },
): void {
  const [expected, actual] = [signatureOf(one), signatureOf(other)];
  if (expected === actual) return;
  problems.error("FIELD_CONFLICT", other.name, {
    message: `A field has one type in all files; "${typeName}.${one.name.value}" is \`${expected}\` in ${lineOfNode(one.name)} and \`${actual}\` here.`,
    help: "Make both alike, or rename one of the two.",
  });
}

/** A field's type and arguments with their defaults, without descriptions and directives. */
function signatureOf(field: FieldDefinitionNode | InputValueDefinitionNode): string {
  const { arguments: args = [] } = field.kind === Kind.FIELD_DEFINITION ? field : { arguments: [] };
  const list = args.map((arg) => `${arg.name.value}: ${inputSignatureOf(arg)}`).toSorted();
  const own = field.kind === Kind.FIELD_DEFINITION ? print(field.type) : inputSignatureOf(field);
  return `${list.length === 0 ? "" : `(${list.join(", ")}): `}${own}`;
}

function inputSignatureOf({ type, defaultValue }: InputValueDefinitionNode): string {
  return print(type) + (defaultValue === undefined ? "" : ` = ${print(defaultValue)}`);
}

function mergeMember<Member extends Pick<FieldDefinitionNode, "description" | "directives">>(
  one: Member,
  other: Member,
): Member {
  const { directives: ofOne = [] } = one;
  const { directives: ofOther = [] } = other;
  const description = one.description ?? other.description;
  return {
    ...one,
    directives: [...ofOne, ...ofOther],
    ...(description === undefined ? {} : { description }),
  };
}

function mergeMaps<Value>(
  left: ReadonlyMap<string, Value>,
  right: ReadonlyMap<string, Value>,
  merge: (one: Value, other: Value) => Value = (one) => one,
): ReadonlyMap<string, Value> {
  if (right.size === 0) return left;
  const merged = new Map(left);
  for (const [name, value] of right) {
    const one = left.get(name);
    merged.set(name, one === undefined ? value : merge(one, value));
  }
  return merged;
}

function namedBy<Node extends { readonly name: { readonly value: string } }>(
  nodes: readonly Node[],
): ReadonlyMap<string, Node> {
  return new Map(nodes.map((node) => [node.name.value, node]));
}

interface Merged {
  readonly types: ReadonlyMap<string, SchemaType>;
  readonly roots: Readonly<Record<RootOperation, string>>;
  readonly problems: ProblemLog;
}

/**
 * `extend type` may stand in for the definition of a root type, and of a type with a `@key`, as
 * federated schemas write it. Any other extension of a type that is defined nowhere is a slip.
 */
function checkExtensions(
  nodes: readonly (TypeDefinitionNode | TypeExtensionNode)[],
  { types, roots, problems }: Merged,
): void {
  const defined = new Set(nodes.filter(isTypeDefinitionNode).map((node) => node.name.value));
  const rootNames = new Set(Object.values(roots));
  for (const { kind, name } of nodes) {
    const hasKey = types.get(name.value)?.directives.some((used) => used.name.value === "key");
    const standsAlone = defined.has(name.value) || rootNames.has(name.value) || hasKey === true;
    if (standsAlone || kind === Kind.SCALAR_TYPE_EXTENSION) continue;
    problems.error("EXTENDS_NOTHING", name, {
      message: `Only a type that is defined can be extended; "${name.value}" is not.`,
      help: `Correct the name, or write \`type\` instead of \`extend type\`.${didYouMean(name.value, defined)}`,
    });
  }
}
