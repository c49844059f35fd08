import type { GraphQLError } from "graphql";

import type { OperationResult } from "../../src/execution/executor.ts";
import type { AnswerPath, LaterPayload } from "../../src/execution/later-parts.ts";

/** An answer as its caller has it in the end, and how it came. */
export interface MergedAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLError[];
  /** In the order in which they came. */
  readonly payloads: readonly LaterPayload[];
}

/**
 * Reads an answer in parts to its end, and merges the parts as a client does. Throws where they make
 * no sense: a part that was not told of, or is told of twice, a place that is not there.
 */
export async function mergedAnswer(result: OperationResult): Promise<MergedAnswer> {
  const data: unknown = structuredClone(result.data);
  const errors: GraphQLError[] = [...(result.errors ?? [])];
  const payloads: LaterPayload[] = [];
  const paths = new Map<string, AnswerPath>();
  const tellOf = (pending: LaterPayload["pending"]): void => {
    for (const { id, path } of pending) {
      if (paths.has(id)) throw new Error(`Part ${id} was told of twice.`);
      paths.set(id, path);
    }
  };
  const pathOf = (id: string): AnswerPath => {
    const path = paths.get(id);
    if (path === undefined) throw new Error(`Part ${id} was not told of, or is over.`);
    return path;
  };
  tellOf(result.later?.pending ?? []);
  for (const { path } of result.later?.pending ?? []) at(data, path);
  let hasNext = result.later !== undefined;
  for await (const payload of result.later?.payloads ?? []) {
    if (!hasNext) throw new Error("Something came after the last part.");
    payloads.push(structuredClonePayload(payload));
    tellOf(payload.pending);
    for (const part of payload.incremental) {
      errors.push(...(part.errors ?? []));
      if (part.kind === "items") {
        const list = at(data, pathOf(part.id));
        if (!Array.isArray(list)) throw new Error("Items came for what is no list.");
        list.push(...structuredClone(part.items));
        continue;
      }
      const target = at(data, [...pathOf(part.id), ...part.subPath]);
      for (const [key, value] of Object.entries(part.data)) {
        if (Object.hasOwn(target, key)) throw new Error(`${key} came twice.`);
        Reflect.set(target, key, structuredClone(value));
      }
    }
    // What is told of is there now: it may have come with this payload.
    for (const { path } of payload.pending) at(data, path);
    for (const { id, errors: failed = [] } of payload.completed) {
      pathOf(id);
      paths.delete(id);
      errors.push(...failed);
    }
    ({ hasNext } = payload);
  }
  if (hasNext) throw new Error("The last part never came.");
  if (paths.size > 0) throw new Error(`Parts ${[...paths.keys()].join(", ")} never ended.`);
  return { data, errors, payloads };
}

/** What is there now: an object of a later part goes on changing. */
function structuredClonePayload(payload: LaterPayload): LaterPayload {
  return {
    ...payload,
    incremental: payload.incremental.map((part) =>
      part.kind === "items"
        ? { ...part, items: structuredClone(part.items) }
        : { ...part, data: structuredClone(part.data) },
    ),
  };
}

function at(data: unknown, path: AnswerPath): object {
  let value: unknown = data;
  for (const key of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }
  if (typeof value !== "object" || value === null) {
    throw new Error(`There is nothing at ${path.join(".")}.`);
  }
  return value;
}
