import type { ConstDirectiveNode, FieldNode } from "graphql";
import { Kind, parse, visit } from "graphql";

import { argumentOf, stringOf } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { KeyPath } from "../contract.ts";
import { firstUnknownName } from "../key-fields.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import type { ConnectorDeclaration } from "../read-connectors.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";
import { coversPath } from "../shape-coverage.ts";

/** Checks that connectors on types have a key, and that the rows of a batch can be told apart by it. */
export function checkConnectorKeys(
  declarations: readonly ConnectorDeclaration[],
  types: SchemaTypes,
  problems: ProblemLog,
): void {
  for (const { connector, directive } of declarations) {
    const { place, batch, keyFields, selection } = connector;
    if (place.kind === "object" && !keyFields.some(({ path }) => path.length > 0)) {
      problems.error("CONNECTOR_WITHOUT_KEY", directive, {
        message: `A connector on a type reads the key of the object it fetches; this one reads no field of ${place.typeName}.`,
        help: "Put {$this.id} in its request, or $batch.id to fetch many at once.",
      });
    }
    const value = argumentOf(directive, "batch");
    if (value !== undefined && batch === undefined) {
      problems.warn("BATCH_UNUSED", value, {
        message:
          "`batch` is for connectors that read $batch; this one does not, and makes a call per object.",
        help: "Read $batch in the request, or remove `batch`.",
      });
    }
    for (const { path } of batch === undefined ? [] : keyFields) {
      const isUnknown = firstUnknownName(place.typeName, path, types) !== undefined;
      if (isUnknown || coversPath(selection.shape, place.typeName, path)) continue;
      problems.error("BATCH_KEY_NOT_SELECTED", argumentOf(directive, "selection"), {
        message: `The rows of a batch are told apart by what $batch reads; the selection leaves out "${path.join(".")}".`,
        help: `Add it to the selection, if need be under its name in the API: "${path.join(".")}: …".`,
      });
    }
  }
}

/** Checks that every `@key` names fields of its type. */
export function checkDeclaredKeys(types: SchemaTypes, problems: ProblemLog): void {
  for (const type of types.all.values()) {
    for (const directive of keyDirectives(type)) {
      const node = stringOf(argumentOf(directive, "fields"));
      const paths = node && readKeyPaths(node.value);
      if (node !== undefined && paths === undefined) {
        problems.error("INVALID_KEY", node, {
          message: `A key is a list of fields; "${node.value}" is not.`,
          help: 'Write field names with blanks between: "id", "tenant { id } name".',
        });
      }
      for (const path of paths ?? []) {
        const unknown = firstUnknownName(type.name.value, path, types);
        if (unknown === undefined) continue;
        problems.error("INVALID_KEY", node, {
          message: `A key is made of fields; ${unknown.typeName} has no field "${unknown.name}".`,
          help: `Correct the name.${didYouMean(unknown.name, unknown.known)}`,
        });
      }
    }
  }
}

/** The keys that a type declares, each as the paths of its fields. Broken ones are left out. */
export function declaredKeysOf(type: SchemaType): readonly (readonly KeyPath[])[] {
  return keyDirectives(type)
    .map((directive) => stringOf(argumentOf(directive, "fields")))
    .filter((node) => node !== undefined)
    .map(({ value }) => readKeyPaths(value))
    .filter((paths) => paths !== undefined);
}

function keyDirectives({ directives }: SchemaType): readonly ConstDirectiveNode[] {
  return directives.filter(({ name }) => name.value === "key");
}

/** Undefined where the text is no list of fields. */
function readKeyPaths(text: string): readonly KeyPath[] | undefined {
  const paths: KeyPath[] = [];
  const path: string[] = [];
  const enter = ({ name, selectionSet }: FieldNode): void => {
    path.push(name.value);
    if (selectionSet === undefined) paths.push([...path]);
  };
  try {
    const document = parse(`{${text}}`, { noLocation: true });
    visit(document, { [Kind.FIELD]: { enter, leave: () => void path.pop() } });
    return paths;
  } catch {
    // The parser's message is about the braces around the text, which nobody has written.
    return undefined;
  }
}
