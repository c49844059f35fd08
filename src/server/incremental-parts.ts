import type { CompletedPart, IncrementalPart, PendingPart } from "../execution/later-parts.ts";
import type { ErrorFormatter } from "./format-errors.ts";
import type { Members, PartsFormat } from "./parts-format.ts";

/**
 * Creates the writer of the format `incrementalSpec=v0.2`, which is that of graphql-js 17: parts have
 * ids, which are told of, filled and completed.
 */
export function createIncrementalParts(format: ErrorFormatter["formatErrors"]): PartsFormat {
  return {
    first: (pending) => ({ pending: pending.map(pendingMembers) }),
    // What is empty is left out.
    later: ({ pending, incremental, completed }) => ({
      ...(pending.length > 0 && { pending: pending.map(pendingMembers) }),
      ...(incremental.length > 0 && {
        incremental: incremental.map((part) => incrementalMembers(part, format)),
      }),
      ...(completed.length > 0 && {
        completed: completed.map((part) => completedMembers(part, format)),
      }),
    }),
  };
}

function pendingMembers({ id, path, label }: PendingPart): Members {
  return { id, path, ...(label !== undefined && { label }) };
}

function incrementalMembers(
  part: IncrementalPart,
  format: ErrorFormatter["formatErrors"],
): Members {
  const errors = part.errors && { errors: format(part.errors).errors };
  if (part.kind === "items") return { id: part.id, items: part.items, ...errors };
  const { id, subPath, data } = part;
  return { id, ...(subPath.length > 0 && { subPath }), data, ...errors };
}

function completedMembers(
  { id, errors }: CompletedPart,
  format: ErrorFormatter["formatErrors"],
): Members {
  return { id, ...(errors && { errors: format(errors).errors }) };
}
