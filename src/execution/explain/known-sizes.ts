import { Kind, type ValueNode } from "graphql";

import type { Contract } from "../../contract/contract.ts";
import { usualListArguments } from "../../contract/list-arguments.ts";
import type { ListSizeDeclaration } from "../../contract/list-size.ts";
import type { ListSizes } from "../list-sizes.ts";
import type { FieldPlan, Variables } from "../plan.ts";
import type { ExplainedList, ListSizeOrigin } from "./explanation.ts";

/** What is known of how long lists are. */
export interface SizeOptions {
  readonly contract: Pick<Contract, "listSizes">;
  /** What this process has met. */
  readonly listSizes: ListSizes;
  /** What a list is taken to have where nothing says. */
  readonly listSize: number;
  /** What the caller says: by path ("posts[].comments"), coordinate ("Query.posts") or type ("User"). */
  readonly sizes: ReadonlyMap<string, number>;
  /** The operation's variables after coercion; undefined where they are not known. */
  readonly variables: Variables | undefined;
}

/** Finds out how long the lists of one operation are, from the surest that says so. */
export class KnownSizes {
  readonly #options: SizeOptions;
  readonly #lists: ExplainedList[] = [];
  readonly #names = new Set<string>();
  readonly #used = new Set<string>();
  readonly #types = new Map<string, number>();

  constructor(options: SizeOptions) {
    this.#options = options;
  }

  /** Those that were asked for, in that order. */
  get lists(): readonly ExplainedList[] {
    return this.#lists;
  }

  /** How many different objects there are of types, where the caller says so, and it was asked for. */
  get types(): ReadonlyMap<string, number> {
    return this.#types;
  }

  /** What the caller said of nothing that is there. */
  get unused(): readonly string[] {
    return [...this.#options.sizes.keys()].filter((name) => !this.#used.has(name));
  }

  /** The list that a field holds at a path: that of the field itself, or the lists in it. Once for each. */
  of(field: FieldPlan, path: string): ExplainedList {
    const coordinate = `${field.object.type.name}.${field.name}`;
    const name = this.#nameOf(path, coordinate);
    const list = { path, coordinate, name, ...this.#sizeOf(field, path, coordinate) };
    this.#lists.push(list);
    return list;
  }

  /** How many different objects of a type there are in all, where the caller says so. */
  ofType(typeName: string): { readonly name: string; readonly size: number } | undefined {
    const size = this.#given(typeName);
    if (size === undefined) return undefined;
    this.#types.set(typeName, size);
    return { name: typeName, size };
  }

  #sizeOf(
    field: FieldPlan,
    path: string,
    coordinate: string,
  ): { readonly size: number; readonly from: ListSizeOrigin } {
    const given =
      this.#given(path) ?? this.#given(path.replaceAll("[]", "")) ?? this.#given(coordinate);
    if (given !== undefined) return { size: given, from: { kind: "given" } };
    // What is declared is said of the field's own list, and not of those in it.
    const declaration = path.endsWith("[]") ? undefined : this.#declaration(field, coordinate);
    const declared = declaration && this.#sizeBy(declaration.says, declaration.holder);
    if (declared !== undefined) return declared;
    const assumed = path.endsWith("[]") ? undefined : this.#usualOf(field);
    if (declaration === undefined && assumed !== undefined) {
      return { size: assumed.size, from: { kind: "assumed", argument: assumed.argument } };
    }
    const observed = this.#options.listSizes.most(coordinate);
    if (observed !== undefined) return { size: observed, from: { kind: "observed" } };
    const from = { kind: "default", arguments: declaration?.says.slicingArguments ?? [] } as const;
    return { size: this.#options.listSize, from };
  }

  /** What `@listSize` says of a field's list, and the field whose arguments that is about. */
  #declaration(
    field: FieldPlan,
    coordinate: string,
  ): { readonly says: ListSizeDeclaration; readonly holder: FieldPlan } | undefined {
    const own = this.#options.contract.listSizes.get(coordinate);
    if (own !== undefined && own.sizedFields.length === 0) return { says: own, holder: field };
    const holder = field.object.field;
    if (holder === undefined) return undefined;
    const around = this.#options.contract.listSizes.get(
      `${holder.object.type.name}.${holder.name}`,
    );
    return around?.sizedFields.includes(field.name) === true ? { says: around, holder } : undefined;
  }

  #sizeBy(
    { slicingArguments, assumedSize }: ListSizeDeclaration,
    field: FieldPlan,
  ): { readonly size: number; readonly from: ListSizeOrigin } | undefined {
    const asked = this.#greatest(slicingArguments, field);
    if (asked !== undefined) {
      return { size: asked.size, from: { kind: "argument", argument: asked.argument } };
    }
    return assumedSize === undefined
      ? undefined
      : { size: assumedSize, from: { kind: "declared" } };
  }

  /** What an undeclared argument asks for: of the list itself, or of the object that it comes in. */
  #usualOf(field: FieldPlan): AskedSize | undefined {
    const holder = field.object.field;
    const comesWithHolder = field.connector !== undefined && field.connector === holder?.connector;
    return this.#usual(field) ?? (comesWithHolder ? this.#usual(holder) : undefined);
  }

  #usual(field: FieldPlan): AskedSize | undefined {
    const { type } = field.object;
    if (this.#options.contract.listSizes.has(`${type.name}.${field.name}`)) return undefined;
    const definition = type.getFields()[field.name];
    return definition && this.#greatest(usualListArguments(definition), field);
  }

  /** The greatest of the sizes that arguments ask for; undefined where none does. */
  #greatest(names: readonly string[], field: FieldPlan): AskedSize | undefined {
    const asked = names.flatMap((argument) => {
      const size = argumentValue(field, argument.split("."), this.#options.variables);
      return typeof size === "number" && size >= 0 ? [{ argument, size }] : [];
    });
    return asked.toSorted((one, other) => other.size - one.size)[0];
  }

  #given(name: string): number | undefined {
    const size = this.#options.sizes.get(name);
    if (size !== undefined) this.#used.add(name);
    return size;
  }

  /** Whether the caller has said something else by that name: how many objects of a type there are. */
  #isType(name: string, path: string): boolean {
    return name !== path && !name.includes(".") && this.#options.sizes.has(name);
  }

  /** The last word of the path; all of it where another list has that name. */
  #nameOf(path: string, coordinate: string): string {
    const words = path.split(".");
    const candidates = [words.slice(-1).join(), path.replaceAll("[].", "."), path];
    const name =
      candidates.find((it) => !this.#names.has(it) && !this.#isType(it, path)) ??
      `${path} (${coordinate})`;
    this.#names.add(name);
    return name;
  }
}

/** How many items an argument asks for. */
interface AskedSize {
  readonly argument: string;
  readonly size: number;
}

/** The value of a field's argument, or of a field in it; undefined where it is not known, or null. */
function argumentValue(
  { object, name, nodes }: FieldPlan,
  [argumentName = "", ...path]: readonly string[],
  variables: Variables | undefined,
): unknown {
  const argument = object.type.getFields()[name]?.args.find((it) => it.name === argumentName);
  const written = nodes[0].arguments?.find((it) => it.name.value === argumentName)?.value;
  const isGiven =
    written !== undefined &&
    (written.kind !== Kind.VARIABLE ||
      variables === undefined ||
      Object.hasOwn(variables, written.name.value));
  return isGiven ? valueOfNode(written, path, variables) : valueAt(argument?.defaultValue, path);
}

function valueOfNode(
  node: ValueNode,
  path: readonly string[],
  variables: Variables | undefined,
): unknown {
  if (node.kind === Kind.VARIABLE) return valueAt(variables?.[node.name.value], path);
  if (node.kind === Kind.INT) return Number(node.value);
  const [first, ...rest] = path;
  const fields = node.kind === Kind.OBJECT ? node.fields : [];
  const field = fields.find((it) => it.name.value === first);
  return field && valueOfNode(field.value, rest, variables);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined || value === undefined) return value;
  const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return valueAt(fields.find(([name]) => name === first)?.[1], rest);
}
