import { expect } from "vitest";

import { MappingProblems } from "../../../src/connectors/mapping-problems.ts";
import { compileMapping } from "../../../src/mapping/compile-mapping.ts";
import {
  type ConnectVersion,
  MappingSyntaxError,
  type MaybeJson,
  type Variables,
} from "../../../src/mapping/mapping.ts";

/**
 * A mapping, the value it gets, what it yields (undefined: missing), and the problems on the way:
 * "path: message", and " (twice)" or " (3 times)" behind it where it is counted more than once.
 */
type MappingCase = readonly [
  text: string,
  data: MaybeJson,
  result: MaybeJson,
  ...problems: readonly string[],
];

/** Cases of one rule, which hold in all the versions that it names. */
export interface MappingTable {
  readonly rule: string;
  readonly versions: readonly ConnectVersion[];
  readonly variables?: Variables;
  readonly cases: readonly MappingCase[];
}

export const allVersions: readonly ConnectVersion[] = ["v0.2", "v0.3", "v0.4"];
export const sinceOptional: readonly ConnectVersion[] = ["v0.3", "v0.4"];
export const onlyNewest: readonly ConnectVersion[] = ["v0.4"];

/** What a text is in one version: what it yields, or the message that it is refused with. */
export type Meaning = MaybeJson | RegExp;

/** One text in the three versions, with the value that it gets. */
export type VersionCase = readonly [
  text: string,
  data: MaybeJson,
  v02: Meaning,
  v03: Meaning,
  v04: Meaning,
];

/** Runs a case as a gateway does, with its collector of problems. */
export function runCase(
  [text, data]: readonly [text: string, data: MaybeJson],
  { version, variables = {} }: { readonly version: ConnectVersion; readonly variables?: Variables },
): { readonly result: MaybeJson; readonly problems: readonly string[] } {
  const collected = new MappingProblems();
  const result = compileMapping(text, version).evaluate(data, variables, collected);
  const problems = collected.entries.map(
    ({ path, message, count }) => `${path}: ${message}${timesOf(count)}`,
  );
  return { result, problems };
}

/** What a text yields in a version; a regular expression's match where it is refused. */
export function meaningOf(text: string, data: MaybeJson, version: ConnectVersion): unknown {
  try {
    return runCase([text, data], { version }).result;
  } catch (error) {
    if (error instanceof MappingSyntaxError) return `${error.message} ${error.help}`;
    throw error;
  }
}

/** The same, as it is expected. */
export function expectedMeaning(meaning: Meaning): unknown {
  return meaning instanceof RegExp ? expect.stringMatching(meaning) : meaning;
}

/** What a run of `x: …` gives: the value of x, or the one problem for which there is none. */
export function expectedOf(outcome: MaybeJson | RegExp): { result: unknown; problems: unknown } {
  return outcome instanceof RegExp
    ? { result: {}, problems: [expect.stringMatching(outcome)] }
    : { result: { x: outcome }, problems: [] };
}

function timesOf(count: number): string {
  if (count === 1) return "";
  return count === 2 ? " (twice)" : ` (${count} times)`;
}
