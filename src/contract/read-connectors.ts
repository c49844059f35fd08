import type { ConstDirectiveNode, FieldDefinitionNode, StringValueNode } from "graphql";
import { Kind } from "graphql";

import { argumentOf, fieldOf, requiredString, stringOf } from "./argument-values.ts";
import { connectorInputs } from "./connector-inputs.ts";
import { coordinateOf, placedConnectors } from "./connector-place.ts";
import type { PlacedConnector } from "./connector-place.ts";
import type { ProblemLog } from "./contract-problem.ts";
import type { Connector } from "./contract.ts";
import { Expressions } from "./expressions.ts";
import type { Expression } from "./expressions.ts";
import { keyFieldsOf } from "./key-fields.ts";
import type { LinkedFile } from "./linked-file.ts";
import type { LinkedSchema } from "./linked-schema.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import { originOfNode } from "./origin.ts";
import { readErrorMapping } from "./read-errors.ts";
import { readRequest } from "./read-request.ts";
import type { SourceDeclaration } from "./read-sources.ts";

/** A connector, and what stands in the file for it, so that problems can name its place. */
export interface DeclaredConnector extends Omit<PlacedConnector, "directive"> {
  readonly connector: Connector;
  /** Whether it fetches objects by key for its field: it says `entity: true`, or one beside it on the field does. */
  readonly isEntity: boolean;
  /** Its directive; the field where there is none, as code declares it. */
  readonly directive: ConstDirectiveNode | FieldDefinitionNode;
}

/** One that a directive declares. */
export interface ConnectorDeclaration extends DeclaredConnector {
  readonly directive: ConstDirectiveNode;
  readonly selectionNode: StringValueNode;
  /** Its own mappings and templates; not those of its source. */
  readonly expressions: readonly Expression[];
}

export interface ReadConnectors {
  /** In the order in which they stand in the files. */
  readonly declarations: readonly ConnectorDeclaration[];
  /** False where a connector is broken or its directive misspelt, so that what it covers is not known. */
  readonly isComplete: boolean;
}

/** Reads every `@connect` of a schema. */
export function readConnectors(
  { files, types, soundDirectives, areNamesKnown }: LinkedSchema,
  sources: readonly SourceDeclaration[],
  problems: ProblemLog,
): ReadConnectors {
  const placed = inFileOrder(placedConnectors(types), files);
  const counts = new Map<string, number>();
  const entityFields = new Set(
    placed.flatMap(({ directive, field }) => (isTrue(directive, "entity") ? [field] : [])),
  );
  const declarations = placed.flatMap(({ file, ...place }) => {
    const coordinate = coordinateOf(place.place);
    const count = counts.get(coordinate) ?? 0;
    counts.set(coordinate, count + 1);
    const id = count === 0 ? coordinate : `${coordinate}[${count}]`;
    if (!soundDirectives.has(place.directive)) return [];
    const parts = readParts(place.directive, { file, sources }, problems);
    if (parts === undefined) return [];
    const { expressions, selectionNode, maxSize, ...read } = parts;
    // What one connector on a field fetches by the arguments, the others on it fetch by the same.
    const isEntity = entityFields.has(place.field);
    const inputs = connectorInputs(read);
    const connector: Connector = {
      id,
      coordinate,
      place: place.place,
      version: file.version,
      ...read,
      inputs,
      keyFields: keyFieldsOf(place, { inputs, isEntity }, types),
      batch: inputs.batch.length > 0 ? { maxSize } : undefined,
    };
    return [{ ...place, connector, isEntity, expressions, selectionNode }];
  });
  return { declarations, isComplete: areNamesKnown && declarations.length === placed.length };
}

function inFileOrder(
  placed: readonly PlacedConnector[],
  files: readonly LinkedFile[],
): readonly (PlacedConnector & { readonly file: LinkedFile })[] {
  const bySource = Map.groupBy(placed, ({ directive }) => directive.loc?.source);
  return files.flatMap((file) =>
    (bySource.get(file.source) ?? [])
      .toSorted((left, right) => startOf(left) - startOf(right))
      .map(({ directive, place, type, field }) => ({ directive, place, type, field, file })),
  );
}

/** A connector stands in a file, so its directive has a place. */
function startOf({ directive }: PlacedConnector): number {
  return Number(directive.loc?.start);
}

interface Surroundings {
  readonly file: LinkedFile;
  readonly sources: readonly SourceDeclaration[];
}

function readParts(
  directive: ConstDirectiveNode,
  { file, sources }: Surroundings,
  problems: ProblemLog,
) {
  const before = problems.errorCount;
  const expressions = new Expressions(file.version, problems);
  const request = readRequest(directive, expressions, problems);
  const declared = findSource(directive, { file, sources }, problems);
  const parts = {
    name: stringOf(argumentOf(directive, "id"))?.value,
    request,
    // Without a call there is nothing to take from a source.
    source: request === undefined ? undefined : declared?.source,
    errors: readErrorMapping(argumentOf(directive, "errors"), expressions),
    isSuccess: expressions.value(
      argumentOf(directive, "isSuccess"),
      "Of a success, `isSuccess` is `true`",
    ),
    maxSize: readMaxSize(directive, problems),
  };
  const selectionNode = requiredString(argumentOf(directive, "selection"));
  const selection = expressions.mapping(selectionNode, "response");
  const origin = originOfNode(directive);
  const isSourceBroken = declared !== undefined && declared.source === undefined;
  const isWhole = problems.errorCount === before && !isSourceBroken;
  if (!isWhole || selection === undefined || origin === undefined) return undefined;
  return { ...parts, selection, selectionNode, origin, expressions: expressions.all };
}

/** Source names are local to their file. */
function findSource(
  directive: ConstDirectiveNode,
  { file, sources }: Surroundings,
  problems: ProblemLog,
): SourceDeclaration | undefined {
  const node = stringOf(argumentOf(directive, "source"));
  if (node === undefined) return undefined;
  const local = sources.filter((source) => source.file === file);
  const found = local.find(({ localName }) => localName === node.value);
  if (found === undefined) {
    const elsewhere = sources.find(({ localName }) => localName === node.value);
    const hint =
      elsewhere === undefined
        ? didYouMean(
            node.value,
            local.map(({ localName }) => localName),
          )
        : ` ${elsewhere.file.file} declares one of this name, but a source's name holds only in its own file.`;
    problems.error("UNKNOWN_SOURCE", node, {
      message: `A connector's source is declared in the same file; "${node.value}" is not.`,
      help: `Declare it with @source in ${file.file}, or correct the name.${hint}`,
    });
  }
  return found;
}

function isTrue(directive: ConstDirectiveNode, name: string): boolean {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.BOOLEAN && value.value;
}

function readMaxSize(directive: ConstDirectiveNode, problems: ProblemLog): number | undefined {
  const value = fieldOf(argumentOf(directive, "batch"), "maxSize");
  if (value?.kind !== Kind.INT) return undefined;
  const maxSize = Number(value.value);
  if (maxSize < 1) {
    problems.error("INVALID_BATCH_SIZE", value, {
      message: `A batch holds at least one object; maxSize is ${value.value}.`,
      help: "Give it the most objects that the API takes in one call.",
    });
  }
  return maxSize;
}
