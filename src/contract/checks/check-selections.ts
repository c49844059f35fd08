import type { StringValueNode, TypeNode } from "graphql";
import { Kind, print } from "graphql";

import { stringifyJson } from "../../kernel/json.ts";
import type { Shape } from "../../mapping/mapping.ts";
import type { ContractProblemCode, ProblemLog, ProblemText } from "../contract-problem.ts";
import type { KeyPath } from "../contract.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { spanInString } from "../origin.ts";
import type { DeclaredConnector } from "../read-connectors.ts";
import { namedTypeOf } from "../schema-types.ts";
import type { SchemaTypes } from "../schema-types.ts";
import { coverageOf, selectsFields } from "../shape-coverage.ts";
import { declaredKeysOf } from "./check-keys.ts";
import type { ResolverCoordinates } from "./check-coverage.ts";
import { canBeAnswered } from "./literal-fit.ts";
import { offsetOfKey } from "./offset-of-key.ts";
import { helpForLoneKey, helpForMissingGroup } from "./selection-help.ts";

/**
 * Checks each selection against the type that it writes: the fields exist, objects have a group and
 * scalars have none, and no type is nested in itself.
 *
 * @returns whether all of them fit.
 */
export function checkSelections(
  declarations: readonly DeclaredSelection[],
  { types, resolvers }: { readonly types: SchemaTypes; readonly resolvers: ResolverCoordinates },
  problems: ProblemLog,
): boolean {
  const before = problems.errorCount;
  const keyNames = keyNamesByType(declarations, types);
  for (const { connector, selectionNode: node, field, place } of declarations) {
    if (node === undefined) continue;
    const typeName = field === undefined ? place.typeName : namedTypeOf(field.type);
    const check = new SelectionCheck({ node, types, resolvers, keyNames, problems });
    const type = connector.place.kind === "object" ? undefined : field?.type;
    check.value(connector.selection.shape, { type, typeName, path: [], ancestors: [typeName] });
  }
  return problems.errorCount === before;
}

/** Without a selection of its own, all that it gives is taken. */
interface DeclaredSelection extends DeclaredConnector {
  readonly selectionNode: StringValueNode | undefined;
}

/** The top-level names of all keys of each type. */
function keyNamesByType(
  declarations: readonly DeclaredConnector[],
  types: SchemaTypes,
): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  const add = (typeName: string, paths: readonly KeyPath[]): void => {
    const ofType = names.get(typeName) ?? new Set();
    names.set(typeName, ofType);
    for (const [name] of paths) if (name !== undefined) ofType.add(name);
  };
  for (const { connector, place, field, isEntity } of declarations) {
    if (field !== undefined && !isEntity) continue;
    const typeName = field === undefined ? place.typeName : namedTypeOf(field.type);
    add(
      typeName,
      connector.keyFields.map(({ path }) => path),
    );
  }
  for (const type of types.all.values()) add(type.name.value, declaredKeysOf(type).flat());
  return names;
}

interface Selection {
  readonly node: StringValueNode;
  readonly types: SchemaTypes;
  readonly resolvers: ResolverCoordinates;
  readonly keyNames: ReadonlyMap<string, ReadonlySet<string>>;
  readonly problems: ProblemLog;
}

/** A place in a selection: the type written there, and the types around it. */
interface Place {
  /** With its lists and non-nulls; undefined for the objects of a connector on a type. */
  readonly type: TypeNode | undefined;
  readonly typeName: string;
  readonly path: KeyPath;
  readonly ancestors: readonly string[];
}

class SelectionCheck {
  readonly #selection: Selection;

  constructor(selection: Selection) {
    this.#selection = selection;
  }

  /** Checks what is written for a value of a type. */
  value(shape: Shape, place: Place): void {
    const { types } = this.#selection;
    const { typeName } = place;
    const hasGroup = selectsFields(shape);
    this.#checkLiteral(shape, place);
    if (types.isComposite(typeName)) {
      if (hasGroup) {
        this.#checkTypeIsTold(shape, place);
        this.#object(shape, place);
      } else if (!holdsNoObject(shape))
        this.#report("SELECTION_GROUP_MISSING", place.path, this.#groupMissing(place));
    } else if (hasGroup && !types.isOpaque(typeName)) {
      this.#groupOnScalar(place);
    } else if (place.path.length === 0 && !types.isOpaque(typeName) && isBlank(this.#text)) {
      this.#report("SELECTION_EMPTY", [], {
        message: `The selection is empty, and ${typeName} is no object: there is nothing to take for it.`,
        help: "Write what to take of the answer: `$` is all of it, `$.name` a part.",
      });
    }
  }

  /** Inside a selection it is refused; a whole one is its author's only field, which fails by itself. */
  #groupOnScalar({ typeName, path }: Place): void {
    const help = "Map it to a single value, or give the field an object type.";
    if (path.length > 0) {
      this.#report("SELECTION_GROUP_ON_SCALAR", path, {
        message: `"${path.join(".")}" is ${typeName}, which has no fields; a group is written for it.`,
        help,
      });
      return;
    }
    const { node, problems } = this.#selection;
    problems.warn("MAPPING_MAKES_OBJECT", spanInString(node, offsetOfKey(this.#text, path)), {
      message: `A field that is ${typeName} takes one value; this makes an object with the keys that it names, and each answer has an error there.`,
      help: helpForLoneKey(this.#text) ?? help,
    });
  }

  /** What stands in the text is the same for every answer: where it does not fit, it never does. */
  #checkLiteral({ literal }: Shape, { type, path }: Place): void {
    const { types, node, problems } = this.#selection;
    if (literal === undefined || type === undefined || canBeAnswered(literal, type, types)) return;
    const written = stringifyJson(literal);
    const property =
      typeof literal === "string" ? ` For the property of that name write \`$.${written}\`.` : "";
    problems.warn("LITERAL_NEVER_FITS", spanInString(node, offsetOfKey(this.#text, path)), {
      message: `"${path.join(".") || "The field"}" is ${print(type)}, and the literal \`${written}\` can never be one: each answer has an error there.`,
      help: `Write a value that fits, or correct the type of the field.${property}`,
    });
  }

  get #text(): string {
    return this.#selection.node.value;
  }

  /** Of an interface or a union, each value must say which of its types it is. */
  #checkTypeIsTold(shape: Shape, { typeName, path }: Place): void {
    const { types, resolvers, node, problems } = this.#selection;
    const isAbstract = types.get(typeName)?.kind !== Kind.OBJECT_TYPE_DEFINITION;
    if (!isAbstract || tellsType(shape) || resolvers.has(`${typeName}.__resolveType`)) return;
    const names = types.possibleTypes(typeName).map(({ name }) => name.value);
    const example = `__typename: "${names[0] ?? "Name"}"`;
    const place = spanInString(node, offsetOfKey(this.#text, path));
    problems.warn("SELECTION_WITHOUT_TYPENAME", place, {
      message: `A value of ${typeName} says which of its types it is; this selection writes no \`__typename\`.`,
      help: `Add \`${example}\`, or choose: \`... kind->match(["a", { ${example} … }], …)\`. Its types are: ${names.join(", ")}.`,
    });
  }

  #object(shape: Shape, place: Place): void {
    for (const [name, child] of shape.fields) this.#field(name, child, place);
    for (const { typeName, shape: variant } of shape.variants) {
      if (typeName === undefined || this.#isPossible(typeName, place)) {
        this.#object(variant, { ...place, typeName: typeName ?? place.typeName });
      }
    }
  }

  #isPossible(typeName: string, place: Place): boolean {
    const possible = this.#selection.types
      .possibleTypes(place.typeName)
      .map(({ name }) => name.value);
    if (possible.includes(typeName)) return true;
    this.#report("SELECTION_UNKNOWN_TYPE", [...place.path, typeName], {
      message: `\`__typename\` names a type that a value of ${place.typeName} can be; "${typeName}" is none.`,
      help: `Its types are: ${possible.join(", ")}.${didYouMean(typeName, possible)}`,
    });
    return false;
  }

  #field(name: string, shape: Shape, { typeName, path, ancestors }: Place): void {
    if (name === "__typename") return;
    const { types, keyNames, resolvers } = this.#selection;
    const owners = this.#ownersOf(typeName);
    const definition = owners.map((type) => type.fields.get(name)).find((field) => field);
    const fieldPath = [...path, name];
    if (definition === undefined) {
      const known = owners.flatMap((type) => Array.from(type.fields.keys()));
      this.#report("SELECTION_UNKNOWN_FIELD", fieldPath, {
        message: `A selection writes the fields of its type; ${typeName} has no field "${name}".`,
        help: `Correct the name, write it as an alias (\`field: ${name}\`), or add the field to ${typeName}.${didYouMean(name, known)}`,
      });
      return;
    }
    const fieldType = namedTypeOf(definition.type);
    if (ancestors.includes(fieldType) && types.isComposite(fieldType) && selectsFields(shape)) {
      const keys = keyNames.get(fieldType);
      // An object named by its key alone is a reference: whatever else is asked of it is fetched.
      const written = coverageOf(shape, fieldType).fields.keys();
      if ([...written].every((key) => key === "__typename" || keys?.has(key) === true)) return;
      this.#report("SELECTION_CIRCULAR", fieldPath, {
        message: `A selection does not nest a type in itself; "${fieldPath.join(".")}" is ${fieldType} inside ${fieldType}.`,
        help: `Select only the key of the inner ${fieldType}, or give the field a connector of its own.`,
      });
      return;
    }
    this.value(shape, {
      type: resolvers.has(`${typeName}.${name}`) ? undefined : definition.type,
      typeName: fieldType,
      path: fieldPath,
      ancestors: [...ancestors, fieldType],
    });
  }

  /** The types that may have a field of an object of this type: itself, and what it may be. */
  #ownersOf(typeName: string) {
    const { types } = this.#selection;
    return [types.get(typeName), ...types.possibleTypes(typeName)].filter(
      (type) => type !== undefined,
    );
  }

  #groupMissing({ typeName, path }: Place): ProblemText {
    const { node } = this.#selection;
    const names = this.#ownersOf(typeName).flatMap((type) => Array.from(type.fields.keys()));
    return {
      message: `${typeName} has fields, and a selection names those it fills; ${path.length === 0 ? "this one names none" : `"${path.join(".")}" names none`}.`,
      help: helpForMissingGroup(node.value, path, names),
    };
  }

  #report(code: ContractProblemCode, path: KeyPath, text: ProblemText): void {
    const { node, problems } = this.#selection;
    problems.error(code, spanInString(node, offsetOfKey(node.value, path)), text);
  }
}

/** Whether some of what a shape writes may tell a type. */
function tellsType({ fields, isOpen, variants }: Shape): boolean {
  return (
    isOpen ||
    fields.has("__typename") ||
    variants.some(({ typeName, shape }) => typeName !== undefined || tellsType(shape))
  );
}

/** `null` and `[]` need no group: there is nothing in them. */
function holdsNoObject({ literal }: Shape): boolean {
  return literal === null || Array.isArray(literal);
}

function isBlank(text: string): boolean {
  return text.replaceAll(/#.*/g, "").trim() === "";
}
