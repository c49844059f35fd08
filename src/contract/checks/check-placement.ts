import type { ConstDirectiveNode } from "graphql";
import { Kind } from "graphql";

import { argumentOf, stringOf } from "../argument-values.ts";
import { placedConnectors } from "../connector-place.ts";
import type { PlacedConnector } from "../connector-place.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { SchemaTypes } from "../schema-types.ts";

/** Checks that connectors stand where something can call them, and that their ids are unique. */
export function checkPlacement(types: SchemaTypes, problems: ProblemLog): void {
  const ids = new Map<string, ConstDirectiveNode>();
  for (const placed of placedConnectors(types)) {
    checkPlace(placed, types, problems);
    const id = stringOf(argumentOf(placed.directive, "id"));
    if (id === undefined) continue;
    if (ids.has(id.value)) {
      problems.error("DUPLICATE_CONNECTOR_ID", id, {
        message: `A connector's id is its own; another connector has the id "${id.value}" too.`,
        help: "Rename one of the two.",
      });
    }
    ids.set(id.value, placed.directive);
  }
}

function checkPlace(
  { directive, type, field }: PlacedConnector,
  types: SchemaTypes,
  problems: ProblemLog,
): void {
  const name = type.name.value;
  if (field === undefined && types.rootOf(name) !== undefined) {
    problems.error("CONNECTOR_MISPLACED", directive, {
      message: `A connector on a type fetches objects by key; "${name}" is a root type and has no key.`,
      help: "Move it to a field of the type.",
    });
  }
  if (field !== undefined && type.kind === Kind.INTERFACE_TYPE_DEFINITION) {
    problems.error("CONNECTOR_MISPLACED", directive, {
      message: `A connector stands on a field of an object type; "${name}" is an interface.`,
      help: `Move it to the field in each type that implements ${name}.`,
    });
  }
}
