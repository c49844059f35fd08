import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  getNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";

import { Counted, type DocumentMeasure, Most, type VariableSize } from "./document-measure.ts";
import type { ListArgument, ListArguments } from "../contract/list-arguments.ts";

export interface MeasuringOptions {
  readonly schema: GraphQLSchema;
  readonly listArguments: ListArguments;
  /** How deep selections and what they spread are looked into. */
  readonly maxNesting: number;
  /** What its reader knows of the document already. */
  readonly text: { readonly bytes: number; readonly tokens: number };
}

/**
 * Measures a document that need not be valid, in one walk: each fragment once, however often it is
 * spread, so that the time is that of its length. Fragments that spread themselves have an end here.
 */
export function measureDocument(
  document: DocumentNode,
  options: MeasuringOptions,
): DocumentMeasure {
  return new Measuring(document, options).run();
}

/** What a selection set selects, its fragments included. */
interface Extent {
  depth: number;
  deepest: FieldNode | undefined;
  fields: number;
  /** Fields of the set itself. */
  ownFields: number;
  introspectionDepth: number;
  introspectionFields: number;
}

class Measuring {
  readonly #document: DocumentNode;
  readonly #options: MeasuringOptions;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #extents = new Map<FragmentDefinitionNode, Extent>();
  readonly #defaults: { readonly variable: string; readonly value: ValueNode }[] = [];
  readonly #sizes: VariableSize[] = [];
  readonly #measure: DocumentMeasure;

  constructor(document: DocumentNode, options: MeasuringOptions) {
    this.#document = document;
    this.#options = options;
    this.#measure = {
      ...options.text,
      nesting: new Most(),
      depth: new Most(),
      fields: new Most(),
      rootFields: new Most(),
      introspectionDepth: new Most(),
      introspectionFields: new Most(),
      aliases: new Counted(),
      directives: new Counted(),
      directivesPerField: new Most(),
      listSize: new Most(),
      sizes: this.#sizes,
    };
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.#fragments.set(definition.name.value, definition);
      }
    }
  }

  run(): DocumentMeasure {
    for (const definition of this.#document.definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) this.#operation(definition);
      // One that no operation spreads is read and validated all the same.
      else if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragment(definition, 0);
    }
    for (const { variable, value } of this.#defaults) {
      for (const size of this.#sizes) {
        if (size.variable === variable) this.#literalSize(value, size.path);
      }
    }
    return this.#measure;
  }

  #operation(node: OperationDefinitionNode): void {
    const { schema } = this.#options;
    this.#directives(node.directives);
    // v8 ignore next -- the parser always makes a list
    for (const { variable, defaultValue, directives } of node.variableDefinitions ?? []) {
      this.#directives(directives);
      if (defaultValue === undefined) continue;
      this.#value(defaultValue);
      this.#defaults.push({ variable: variable.name.value, value: defaultValue });
    }
    const root = schema.getRootType(node.operation) ?? undefined;
    const extent = this.#selections(node.selectionSet, root, 1);
    const { depth, deepest, fields, ownFields } = extent;
    this.#measure.depth.raise(depth, deepest);
    this.#measure.fields.raise(fields, node);
    this.#measure.rootFields.raise(ownFields, node);
    this.#measure.introspectionDepth.raise(extent.introspectionDepth, node);
    this.#measure.introspectionFields.raise(extent.introspectionFields, node);
  }

  #selections(
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    level: number,
  ): Extent {
    const extent = newExtent();
    for (const node of selections) {
      this.#directives(node.directives);
      if (node.kind === Kind.FIELD) {
        this.#field(node, { extent, parent, level });
        continue;
      }
      if (this.#isTooNested(node, level)) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const type = this.#typeOf(node.typeCondition?.name.value) ?? parent;
        addFlat(extent, this.#selections(node.selectionSet, type, level + 1));
      } else {
        const fragment = this.#fragments.get(node.name.value);
        if (fragment !== undefined) addFlat(extent, this.#fragment(fragment, level + 1));
      }
    }
    return extent;
  }

  #field(node: FieldNode, { extent, parent, level }: FieldPlace): void {
    const name = node.name.value;
    if (node.alias !== undefined) this.#measure.aliases.nodes.push(node);
    const field =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (node.arguments !== undefined && node.arguments.length > 0) {
      for (const { value } of node.arguments) this.#value(value);
      if (field !== undefined && parent !== undefined) {
        const sizing = this.#options.listArguments.of(`${parent.name}.${name}`, field);
        for (const argument of sizing) this.#listArgument(node, argument);
      }
    }
    const { selectionSet } = node;
    const below =
      selectionSet === undefined || this.#isTooNested(node, level)
        ? undefined
        : this.#selections(selectionSet, field && getNamedType(field.type), level + 1);
    addField(extent, node, below);
  }

  #fragment(node: FragmentDefinitionNode, level: number): Extent {
    const known = this.#extents.get(node);
    if (known !== undefined) return known;
    // What it spreads of itself adds nothing: validation refuses it.
    this.#extents.set(node, newExtent());
    this.#directives(node.directives);
    const type = this.#typeOf(node.typeCondition.name.value);
    const extent = this.#selections(node.selectionSet, type, level + 1);
    this.#extents.set(node, extent);
    return extent;
  }

  #listArgument(node: FieldNode, { name, path }: ListArgument): void {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value !== undefined) this.#literalSize(value, path);
  }

  #literalSize(value: ValueNode, path: readonly string[]): void {
    if (value.kind === Kind.VARIABLE) {
      this.#sizes.push({ variable: value.name.value, path, node: value });
    }
    const [first, ...rest] = path;
    if (first === undefined) {
      if (value.kind === Kind.INT) this.#measure.listSize.raise(Number(value.value), value);
    } else if (value.kind === Kind.OBJECT) {
      const field = value.fields.find(({ name }) => name.value === first);
      if (field !== undefined) this.#literalSize(field.value, rest);
    }
  }

  /** Finds the longest list that stands in the document. As deep as brackets may be. */
  #value(value: ValueNode): void {
    if (value.kind === Kind.LIST) {
      this.#measure.listSize.raise(value.values.length, value);
      for (const item of value.values) this.#value(item);
    } else if (value.kind === Kind.OBJECT) {
      for (const field of value.fields) this.#value(field.value);
    }
  }

  #directives(directives: readonly DirectiveNode[] | undefined): void {
    if (directives === undefined || directives.length === 0) return;
    this.#measure.directivesPerField.raise(directives.length, directives[0]);
    for (const directive of directives) {
      this.#measure.directives.nodes.push(directive);
      // v8 ignore next -- the same
      for (const { value } of directive.arguments ?? []) this.#value(value);
    }
  }

  #typeOf(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#options.schema.getType(name);
  }

  #isTooNested(node: ASTNode, level: number): boolean {
    this.#measure.nesting.raise(level, node);
    return level > this.#options.maxNesting;
  }
}

interface FieldPlace {
  readonly extent: Extent;
  readonly parent: GraphQLNamedType | undefined;
  readonly level: number;
}

function newExtent(): Extent {
  return {
    depth: 0,
    deepest: undefined,
    fields: 0,
    ownFields: 0,
    introspectionDepth: 0,
    introspectionFields: 0,
  };
}

/** What is below `__schema` and `__type` has an allowance of its own. */
function addField(extent: Extent, node: FieldNode, below: Extent | undefined): void {
  const name = node.name.value;
  const isIntrospection = name === "__schema" || name === "__type";
  const counted = isIntrospection ? undefined : below;
  const depth = 1 + (counted?.depth ?? 0);
  if (depth > extent.depth) {
    extent.depth = depth;
    extent.deepest = counted?.deepest ?? node;
  }
  extent.ownFields++;
  extent.fields += 1 + (counted?.fields ?? 0);
  if (below === undefined) return;
  const { introspectionDepth, introspectionFields } = isIntrospection
    ? { introspectionDepth: below.depth, introspectionFields: below.fields }
    : below;
  extent.introspectionDepth = Math.max(extent.introspectionDepth, introspectionDepth);
  extent.introspectionFields += introspectionFields;
}

/** Adds what a fragment selects to the set that it stands in. */
function addFlat(extent: Extent, of: Extent): void {
  if (of.depth > extent.depth) {
    extent.depth = of.depth;
    extent.deepest = of.deepest;
  }
  extent.fields += of.fields;
  extent.ownFields += of.ownFields;
  extent.introspectionDepth = Math.max(extent.introspectionDepth, of.introspectionDepth);
  extent.introspectionFields += of.introspectionFields;
}
