import { type FieldDefinitionNode, Kind, type StringValueNode } from "graphql";

import { compileMapping } from "../mapping/compile-mapping.ts";
import { type Mapping, MappingSyntaxError } from "../mapping/mapping.ts";
import type { BatchDeclaration } from "./batch-declaration.ts";
import { checkBatchResolver } from "./checks/check-batch-resolver.ts";
import { fieldPlace, isConnected } from "./connector-place.ts";
import type { ProblemLog } from "./contract-problem.ts";
import type { Connector } from "./contract.ts";
import { typedKeys } from "./key-fields.ts";
import { originOfNode } from "./origin.ts";
import type { DeclaredConnector } from "./read-connectors.ts";
import type { SchemaType, SchemaTypes } from "./schema-types.ts";

/** Batch resolvers by the coordinate of their field. */
export type BatchDeclarations = ReadonlyMap<string, BatchDeclaration>;

/** A batch resolver as a connector, and its field. */
interface DeclaredBatchResolver extends DeclaredConnector {
  /** Undefined where it does not say what to take. */
  readonly selectionNode: StringValueNode | undefined;
}

export interface ReadBatchResolvers {
  readonly declarations: readonly DeclaredBatchResolver[];
  /** False where one is broken, so that what it covers is not known. */
  readonly isComplete: boolean;
}

/**
 * Makes connectors of batch resolvers: all that holds for a connector on a field, but for the call,
 * then holds for them. Those for what the schema does not have, or with a connector beside them, are
 * left out: the resolvers' own checks tell of them.
 */
export function readBatchResolvers(
  batches: BatchDeclarations,
  types: SchemaTypes,
  problems: ProblemLog,
): ReadBatchResolvers {
  const before = problems.errorCount;
  const declarations: DeclaredBatchResolver[] = [];
  for (const [coordinate, batch] of batches) {
    const [typeName = "", fieldName = ""] = coordinate.split(".");
    const type = types.get(typeName);
    const field = type?.fields.get(fieldName);
    if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION || field === undefined) continue;
    if (isConnected(field)) continue;
    const place = { coordinate, type, field, isRoot: types.rootOf(typeName) !== undefined };
    checkBatchResolver(batch, { ...place, types }, problems);
    const selection = selectionOf(batch, place, problems);
    const connector = connectorOf(batch, selection, { ...place, types });
    if (connector === undefined) continue;
    const selectionNode: StringValueNode | undefined =
      batch.selection === undefined ? undefined : { kind: Kind.STRING, value: batch.selection };
    const { place: connectorPlace } = connector;
    declarations.push({
      connector,
      place: connectorPlace,
      type,
      field,
      isEntity: false,
      directive: field,
      selectionNode,
    });
  }
  return { declarations, isComplete: problems.errorCount === before };
}

interface FieldOfType {
  readonly coordinate: string;
  readonly type: SchemaType;
  readonly field: FieldDefinitionNode;
}

/** Undefined, with a problem, for a text that cannot be read. */
function selectionOf(
  { selection = "$" }: BatchDeclaration,
  { coordinate, field }: FieldOfType,
  problems: ProblemLog,
): Mapping | undefined {
  try {
    return compileMapping(selection, version);
  } catch (error) {
    /* v8 ignore next -- @preserve: a bug; the compiler throws nothing else */
    if (!(error instanceof MappingSyntaxError)) throw error;
    problems.error("INVALID_BATCH_RESOLVER", field, {
      message: `The \`selection\` of a batch resolver is a mapping; that of ${coordinate} cannot be read: ${error.message} ${error.help}`,
      help: 'Name the fields to take of what it gives, such as "id text author { id }".',
    });
    return undefined;
  }
}

const version = "v0.4";

function connectorOf(
  { reads, headers, claims, maxSize }: BatchDeclaration,
  selection: Mapping | undefined,
  { coordinate, type, field, types }: FieldOfType & { readonly types: SchemaTypes },
): Connector | undefined {
  // Each definition of a schema that was read from text has a place.
  const origin = originOfNode(field);
  if (selection === undefined || origin === undefined) return undefined;
  const typeName = type.name.value;
  const paths = reads.map((name) => [name]);
  return {
    id: coordinate,
    coordinate,
    place: fieldPlace(typeName, field.name.value, types),
    source: undefined,
    version,
    request: undefined,
    errors: { message: undefined, extensions: undefined },
    isSuccess: undefined,
    selection,
    inputs: {
      args: field.arguments?.length === 0 ? [] : [[]],
      this: [],
      batch: paths,
      config: [],
      env: [],
      headers,
      context: claims.map((name) => ["claims", name]),
    },
    keyFields: typedKeys(paths, typeName, types),
    batch: { maxSize },
    resolver: {
      needs: reads.filter((name) => isNeeded(type.fields.get(name))).map((name) => [name]),
    },
    origin,
  };
}

/** What may be null is given as it is; what may not be, and is missing, leaves nothing to ask for. */
function isNeeded(field: FieldDefinitionNode | undefined): boolean {
  return field?.type.kind === Kind.NON_NULL_TYPE;
}
