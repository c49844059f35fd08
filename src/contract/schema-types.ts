import type {
  ConstDirectiveNode,
  EnumValueDefinitionNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  NamedTypeNode,
  NameNode,
  StringValueNode,
  TypeDefinitionNode,
  TypeNode,
} from "graphql";
import { Kind, specifiedScalarTypes } from "graphql";

/** A type as all files together define it: definitions and extensions, merged. */
export interface SchemaType {
  readonly kind: TypeDefinitionNode["kind"];
  readonly name: NameNode;
  readonly description: StringValueNode | undefined;
  readonly directives: readonly ConstDirectiveNode[];
  readonly interfaces: readonly NamedTypeNode[];
  /** Of objects and interfaces. */
  readonly fields: ReadonlyMap<string, FieldDefinitionNode>;
  /** Of input objects. */
  readonly inputFields: ReadonlyMap<string, InputValueDefinitionNode>;
  /** Of unions. */
  readonly members: readonly NamedTypeNode[];
  /** Of enums. */
  readonly values: ReadonlyMap<string, EnumValueDefinitionNode>;
}

export type RootOperation = "query" | "mutation" | "subscription";

/** All types of a schema, with what is asked of them again and again. */
export class SchemaTypes {
  readonly all: ReadonlyMap<string, SchemaType>;
  /** The names of the root types, whether or not the types exist. */
  readonly roots: Readonly<Record<RootOperation, string>>;
  readonly #possibleTypes = new Map<string, SchemaType[]>();

  constructor(
    all: ReadonlyMap<string, SchemaType>,
    roots: Readonly<Record<RootOperation, string>>,
  ) {
    this.all = all;
    this.roots = roots;
    for (const type of all.values()) {
      for (const { name } of type.interfaces) this.#addPossible(name.value, type);
      for (const { name } of type.members) {
        const member = all.get(name.value);
        if (member !== undefined) this.#addPossible(type.name.value, member);
      }
    }
  }

  get(name: string): SchemaType | undefined {
    return this.all.get(name);
  }

  /** Which root operation a type is for. */
  rootOf(name: string): RootOperation | undefined {
    const { query, mutation, subscription } = this.roots;
    if (name === query) return "query";
    if (name === mutation) return "mutation";
    return name === subscription ? "subscription" : undefined;
  }

  /** The object types that a value of a type can be: an object type alone is its own. */
  possibleTypes(name: string): readonly SchemaType[] {
    const type = this.all.get(name);
    return type?.kind === Kind.OBJECT_TYPE_DEFINITION
      ? [type]
      : (this.#possibleTypes.get(name) ?? []);
  }

  /** Whether values of a type are selected by their fields. */
  isComposite(name: string): boolean {
    const kind = this.all.get(name)?.kind;
    return kind !== undefined && compositeKinds.has(kind);
  }

  /** Whether a type's values may hold anything: a scalar of the schema's own, or an unknown type. */
  isOpaque(name: string): boolean {
    if (standardScalars.has(name)) return false;
    const kind = this.all.get(name)?.kind;
    return kind === undefined || kind === Kind.SCALAR_TYPE_DEFINITION;
  }

  #addPossible(abstractName: string, type: SchemaType): void {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return;
    const types = this.#possibleTypes.get(abstractName);
    if (types === undefined) this.#possibleTypes.set(abstractName, [type]);
    else types.push(type);
  }
}

const standardScalars: ReadonlySet<string> = new Set(specifiedScalarTypes.map(({ name }) => name));

const compositeKinds: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
]);

/** The name of a type without its lists and non-nulls. */
export function namedTypeOf(type: TypeNode): string {
  return namedTypeNodeOf(type).name.value;
}

/** A type without its lists and non-nulls. */
export function namedTypeNodeOf(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedTypeNodeOf(type.type);
}

/** Whether values of a type are lists. */
export function isListType(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE ? isListType(type.type) : type.kind === Kind.LIST_TYPE;
}
