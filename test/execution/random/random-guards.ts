import * as fc from "fast-check";
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  parseConstValue,
  print,
  type TypeNode,
  visit,
} from "graphql";

import type { Caller } from "../../../src/kernel/caller.ts";
import type { Draw } from "./random-graph.ts";
import type { PlainGuard } from "./serve-graph.ts";

/** A schema with guards at random places, a caller, and what of it the caller may not see. */
export interface RandomGuards extends PlainGuard {
  readonly sdl: string;
  readonly caller: Caller | undefined;
  readonly isFieldRefused: (typeName: string, fieldName: string) => boolean;
  readonly isTypeRefused: (typeName: string) => boolean;
}

/** Puts guards at some places of a schema: fields, types, interfaces, scalars and enums. */
export function drawGuards(draw: Draw, plainSdl: string): RandomGuards {
  const add = <Node extends Guarded>(node: Node): Node =>
    draw(fc.integer, { min: 0, max: 7 }) === 0
      ? { ...node, directives: [...(node.directives ?? []), drawGuard(draw)] }
      : node;
  const document = visit(parse(plainSdl), {
    FieldDefinition: { leave: add },
    ObjectTypeDefinition: { leave: add },
    InterfaceTypeDefinition: { leave: add },
    ScalarTypeDefinition: { leave: add },
    EnumTypeDefinition: { leave: add },
  });
  const caller = draw(fc.boolean)
    ? {
        id: "somebody",
        claims: {},
        scopes: new Set(draw(fc.subarray<string>, scopes)),
      }
    : undefined;
  const isRefused = refusalsOf(document, caller);
  const code = caller === undefined ? "UNAUTHENTICATED" : "FORBIDDEN";
  return {
    sdl: print(document),
    caller,
    ...isRefused,
    enterField(typeName, fieldName) {
      if (isRefused.isFieldRefused(typeName, fieldName)) throw new Error(code);
    },
    enterObject(typeName) {
      if (isRefused.isTypeRefused(typeName)) throw new Error(code);
    },
  };
}

const scopes = ["a", "b", "c"];

interface Guarded {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

function drawGuard(draw: Draw): ConstDirectiveNode {
  if (draw(fc.boolean)) return directive("authenticated", {});
  const sets = draw(
    fc.array<string[]>,
    fc.uniqueArray(fc.constantFrom(...scopes), { minLength: 1, maxLength: 2 }),
    { minLength: 1, maxLength: 2 },
  );
  return directive("requiresScopes", { scopes: JSON.stringify(sets) });
}

function directive(name: string, args: Readonly<Record<string, string>>): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(args).map(([key, text]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: key },
      value: parseConstValue(text),
    })),
  };
}

/** What a caller may not see, straight from the words of the directives: all on the way must hold. */
function refusalsOf(
  { definitions }: DocumentNode,
  caller: Caller | undefined,
): Pick<RandomGuards, "isFieldRefused" | "isTypeRefused"> {
  const node = (name: string): DefinitionNode | undefined =>
    definitions.find((it) => "name" in it && it.name?.value === name);
  const withFields = (name: string): (ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)[] =>
    definitions
      .filter(
        (it) =>
          it.kind === Kind.OBJECT_TYPE_DEFINITION || it.kind === Kind.INTERFACE_TYPE_DEFINITION,
      )
      .filter(
        (it, _, all) =>
          it.name.value === name ||
          all.some(
            (one) =>
              one.name.value === name &&
              one.interfaces?.some((each) => each.name.value === it.name.value),
          ),
      );
  const lacks = ({ directives = [] }: Guarded): boolean =>
    directives.some(({ name, arguments: [argument] = [] }) => {
      if (name.value === "authenticated") return caller === undefined;
      if (name.value !== "requiresScopes" || argument === undefined) return false;
      const sets = JSON.parse(print(argument.value)) as string[][];
      return !sets.some((set) => set.every((scope) => caller?.scopes.has(scope)));
    });
  const isTypeRefused = (name: string): boolean =>
    [node(name), ...withFields(name)].some((it) => it !== undefined && lacks(it as Guarded));
  const isFieldRefused = (typeName: string, fieldName: string): boolean => {
    const fields = withFields(typeName).flatMap(({ fields: all = [] }) =>
      all.filter(({ name }) => name.value === fieldName),
    );
    return (
      isTypeRefused(typeName) ||
      fields.some((field) => lacks(field) || isTypeRefused(namedType(field.type)))
    );
  };
  return { isFieldRefused, isTypeRefused };
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
