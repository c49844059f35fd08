import type { ListSizeDeclaration } from "../contract/list-size.ts";
import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import { longestList, usualSize } from "./identities.ts";
import { populationSize } from "./population.ts";
import type { Seed } from "./seed.ts";
import { wordsOf } from "./words-of.ts";

/** Which part of a list is wanted. */
export interface ListSlice {
  readonly offset: number;
  readonly count: number;
}

export interface ListSliceOptions {
  readonly args: JsonObject;
  /** What `@listSize` says of the list. */
  readonly declared: ListSizeDeclaration | undefined;
  /** Whether it is an operation's own list, and not one in each of many objects. */
  readonly isRoot: boolean;
  readonly seed: Seed;
}

/**
 * How long a made-up list is, and where it begins: as its arguments say (`limit`, `first`, `offset`,
 * `page`, …, or what `@listSize` names), else as `@listSize` says, else 3 to 10 items.
 */
export function listSlice({ args, declared, isRoot, seed }: ListSliceOptions): ListSlice {
  const named = declared?.slicingArguments.map((path) => countAt(args, path.split("."))) ?? [];
  const bound = named.find((it) => it !== undefined) ?? argumentOf(args, counting);
  const assumed = declared?.sizedFields.length === 0 ? declared.assumedSize : undefined;
  const most = Math.min(assumed ?? longestList, longestList);
  const usual = isRoot && assumed !== undefined ? most : Math.min(most, usualSize(seed));
  const count = Math.min(bound ?? usual, populationSize);
  const page = argumentOf(args, /^page( number)?$/) ?? 1;
  const offset = argumentOf(args, skipping) ?? Math.max(0, page - 1) * count;
  return { offset, count };
}

const counting = /^(limit|first|last|take|top|count|size|page size|per page|max results?|max)$/;
const skipping = /^(offset|skip|start|start index)$/;

function argumentOf(args: JsonObject, pattern: RegExp): number | undefined {
  const [, value] =
    Object.entries(args).find(([name, it]) => pattern.test(wordsOf(name)) && isCount(it)) ?? [];
  return isCount(value) ? value : undefined;
}

function countAt(args: JsonObject, path: readonly string[]): number | undefined {
  let value: MaybeJson = args;
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
  return isCount(value) ? value : undefined;
}

function isCount(value: MaybeJson): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
