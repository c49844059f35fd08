import { z } from "zod";

import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { keyPatternOf } from "./key-pattern.ts";

/** What no longer holds, of all that is kept. It names at least one thing. */
export interface Invalidation {
  /** Everything that has one of these tags. */
  readonly tags?: readonly string[];
  /** Everything that has an object of one of these types in it. */
  readonly types?: readonly string[];
  /** Everything that has one of these objects in it. */
  readonly keys?: readonly InvalidatedKey[];
  /** Everything that one of these connectors fetched, by their ids. */
  readonly connectors?: readonly string[];
  readonly all?: boolean;
}

/** Objects of a type, told by the values of some of their fields: `{ type: "User", key: { id: 5 } }`. */
export interface InvalidatedKey {
  readonly type: string;
  readonly key: JsonObject;
}

/**
 * Reads an invalidation that came from outside. What it names twice it has once.
 *
 * @throws ProblemsError when it is none, with all that is wrong with it.
 */
export function readInvalidation(
  written: unknown,
  { longestName = 1000 }: { readonly longestName?: number } = {},
): Invalidation {
  const read = invalidation.safeParse(written);
  if (!read.success) throw new ProblemsError(read.error.issues.flatMap(problemsOf));
  const joined = joinInvalidations([read.data]);
  const problems = [
    ...(countNames(joined) === 0
      ? ["An invalidation must name what it is of; it names nothing."]
      : []),
    ...namesIn(joined)
      .filter((text) => text.length > longestName)
      .map((text) => `A name must have up to ${longestName} characters: ${text.slice(0, 50)}…`),
  ];
  if (problems.length > 0) throw new ProblemsError(problems.map(problem));
  return joined;
}

/** All that several invalidations name, each once. One of everything needs no names besides. */
export function joinInvalidations(several: readonly Invalidation[]): Invalidation {
  if (several.some(({ all }) => all)) return { all: true };
  const tags = distinct(several.flatMap((one) => one.tags ?? []));
  const types = distinct(several.flatMap((one) => one.types ?? []));
  const connectors = distinct(several.flatMap((one) => one.connectors ?? []));
  const byText = several.flatMap((one) => one.keys ?? []).map((key) => [textOf(key), key] as const);
  const keys = [...new Map(byText).values()];
  return {
    ...(tags.length > 0 && { tags }),
    ...(types.length > 0 && { types }),
    ...(keys.length > 0 && { keys }),
    ...(connectors.length > 0 && { connectors }),
  };
}

/** How many things an invalidation names. */
export function countNames({ tags, types, keys, connectors, all }: Invalidation): number {
  const lists = [tags, types, keys, connectors];
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), all === true ? 1 : 0);
}

const nameRule = "a text that is not empty";
const name = z.string(nameRule).min(1, nameRule);
const names = z.array(name, "a list of names").readonly().optional();
const keyFields = z.custom<JsonObject>(
  (value) => isJsonObject(value) && Object.keys(value).length > 0,
  'an object of key fields, such as { "id": 5 }',
);
const invalidation = z
  .strictObject(
    {
      tags: names,
      types: names,
      keys: z
        .array(
          z.strictObject({ type: name, key: keyFields }, 'an object with "type" and "key"'),
          "a list of types and keys",
        )
        .readonly()
        .optional(),
      connectors: names,
      all: z.boolean("true or false").optional(),
    },
    "an object",
  )
  .transform(
    ({ tags = [], types = [], keys = [], connectors = [], all = false }): Invalidation => ({
      tags,
      types,
      keys,
      connectors,
      all,
    }),
  );

function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problem(`An invalidation has no "${key}".`));
  }
  const place = issue.path.length === 0 ? "An invalidation" : issue.path.join(".");
  return [problem(`${place} must be ${issue.message}.`)];
}

function problem(message: string): Problem {
  return {
    code: "INVALIDATION_MALFORMED",
    severity: "error",
    message,
    help: 'It has one or more of: "tags", "types", "connectors" (lists of names), "keys" (a list of { "type": "User", "key": { "id": 5 } }), and "all": true.',
    origin: undefined,
  };
}

function namesIn({ tags, types, keys, connectors }: Invalidation): readonly string[] {
  return [tags, types, keys?.map(textOf), connectors].flatMap((list) => list ?? []);
}

function distinct(written: readonly string[]): readonly string[] {
  return [...new Set(written)];
}

function textOf({ type, key }: InvalidatedKey): string {
  const { paths, text } = keyPatternOf(key);
  return JSON.stringify([type, paths, text]);
}
