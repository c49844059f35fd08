import { expect } from "vitest";

import type { MaybeJson } from "../../../src/mapping/mapping.ts";

/** A text, and its result; or, where there is none, what the one problem says. */
export type MethodCase = [text: string, outcome: MaybeJson | RegExp];

export type MethodTables = Record<string, MethodCase[]>;

/** The value that all texts in the tables are evaluated with. */
export const value = {
  list: [1, 2, 3],
  empty: [],
  text: "a😀c",
  object: { a: 1, b: 2 },
  n: null,
  yes: true,
  no: false,
  big: 9007199254740993n,
};

/** What a run of the case gives. */
export function expectedRun(outcome: MaybeJson | RegExp): { result: unknown; problems: unknown[] } {
  return outcome instanceof RegExp
    ? { result: undefined, problems: [expect.stringMatching(outcome)] }
    : { result: outcome, problems: [] };
}
