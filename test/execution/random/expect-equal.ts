import type { ExecutionResult } from "graphql";
import { expect } from "vitest";

import type { OperationResult } from "../../../src/execution/executor.ts";

/**
 * Equal data, key order included; and errors that explain the same nulls. Where a null has travelled
 * upwards, several failures may have sent it, and the specification leaves open which are told.
 */
export function expectEqual(ours: Answered, plain: ExecutionResult): void {
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(plain.data));
  const ourErrors = byNulledPlace(ours);
  const plainErrors = byNulledPlace(plain);
  expect([...ourErrors.keys()].toSorted()).toEqual([...plainErrors.keys()].toSorted());
  for (const [place, messages] of ourErrors) {
    const plainMessages = plainErrors.get(place) ?? [];
    const isInPlace = messages.every((message) => message.startsWith(`${place}: `));
    expect(isInPlace ? messages.toSorted() : plainMessages.toSorted()).toEqual(
      plainMessages.toSorted(),
    );
  }
}

type Answered = Pick<OperationResult, "data" | "errors">;

/** Errors as "path: message", by the place where their null stands in the answer. */
function byNulledPlace(result: Answered | ExecutionResult): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { path = [], message } of result.errors ?? []) {
    let value: unknown = result.data;
    let depth = 0;
    while (value !== null && value !== undefined && depth < path.length) {
      value = (value as Record<string | number, unknown>)[path[depth] ?? ""];
      depth += 1;
    }
    const place = path.slice(0, depth).join(".");
    places.set(place, [...(places.get(place) ?? []), `${path.join(".")}: ${message}`]);
  }
  return places;
}
