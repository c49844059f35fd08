import { generateFunction } from "../kernel/generate-function.ts";
import type { Json } from "../kernel/json.ts";
import {
  type Evaluate,
  type Fail,
  type Run,
  failAt,
  isList,
  isObject,
  kindOf,
} from "./evaluation.ts";
import type { MaybeJson } from "./mapping.ts";
import { mergeInto, mergeKey } from "./merge-json.ts";
import type { WritableObject } from "./object-keys.ts";
import type { Compile, Place } from "./place.ts";
import type { Expression, Group } from "./syntax-tree.ts";

/** Compiles `{ … }` on its own: it writes one object from where it stands. */
export function compileGroup(group: Group, place: Place, compile: Compile): Evaluate {
  const inner = { ...place, isOptional: false };
  const [only] = group.entries;
  if (group.entries.length === 1 && only?.kind === "merge" && !only.isSpread) {
    return compile(only.value, inner);
  }
  const compiled = group.entries.map((entry) => ({
    key: entry.kind === "field" ? entry.key : undefined,
    from: keyReadBy(entry.value),
    evaluate: compile(entry.value, inner),
  }));
  const keys = new Set(compiled.map(({ key }) => key));
  const isPlain = keys.size === compiled.length && !keys.has(undefined) && !keys.has("__proto__");
  return isPlain ? writeFields(compiled) : writeMerged(compiled, failAt(place.dollar));
}

/** Compiles `{ … }` behind a path: it is applied to each item of a list, and rebinds `$`. */
export function compileAppliedGroup(group: Group, at: string, compile: Compile): Evaluate {
  const write = compileGroup(group, { dollar: at, at, isOptional: false }, compile);
  const apply = (value: MaybeJson, run: Run): MaybeJson => {
    if (isList(value)) {
      const { length } = value;
      const items: Json[] = [];
      for (let index = 0; index < length; index += 1) {
        items.push(apply(value[index], run) ?? null);
      }
      return items;
    }
    if (isObject(value) || value === undefined) return write(value, value, run);
    // That null has no properties is no problem: an object that is absent is read as one.
    const written = write(value, value, value === null ? withoutProblems(run) : run);
    return written === undefined || isEmptyObject(written) ? value : written;
  };
  return (_dollar, value, run) => apply(value, run);
}

interface CompiledEntry {
  /** What has no key of its own merges into the object. */
  readonly key: string | undefined;
  /** The key of `$` whose value this is, where it is that and nothing else. */
  readonly from: string | undefined;
  readonly evaluate: Evaluate;
}

/** What every object inherits is left to the slower way, which asks whose key it is. */
function keyReadBy(value: Expression): string | undefined {
  if (value.kind !== "path" || value.start.kind !== "key") return undefined;
  const { key } = value.start;
  const isLone = value.steps.length === 0 && value.group === undefined;
  return isLone && !(key in Object.prototype) ? key : undefined;
}

/**
 * The common case: all keys are known and differ, so each is assigned, always in the same order.
 * Generated where it can be, because it runs for every object of every answer.
 */
function writeFields(entries: readonly CompiledEntry[]): Evaluate {
  const fields = entries.map(({ key = "", from, evaluate }) => ({ key, from, evaluate }));
  const write: Evaluate = (dollar, at, run) => {
    const object: WritableObject = {};
    for (const { key, evaluate } of fields) {
      const value = evaluate(dollar, at, run);
      if (value !== undefined) object[key] = value;
    }
    // An object made of nothing but properties of null is not there either.
    return dollar === null && isEmptyObject(object) ? undefined : object;
  };
  const statements = fields.map(({ key, from }, index) => {
    const evaluated = `fields[${index}].evaluate(dollar, at, run)`;
    // What is not there is evaluated the long way, which tells why.
    const value =
      from === undefined ? evaluated : `dollar[${JSON.stringify(from)}] ?? ${evaluated}`;
    return `value = ${value}; if (value !== undefined) object[${JSON.stringify(key)}] = value;`;
  });
  const writeOfObject = generateFunction<Evaluate>(
    { fields },
    `(dollar, at, run) => { const object = {}; let value; ${statements.join("\n")} return object; }`,
  );
  if (writeOfObject === undefined) return write;
  return (dollar, at, run) => (isObject(dollar) ? writeOfObject : write)(dollar, at, run);
}

function writeMerged(entries: readonly CompiledEntry[], fail: Fail): Evaluate {
  return (dollar, at, run) => {
    const object: WritableObject = {};
    let isNull = false;
    for (const { key, evaluate } of entries) {
      const value = evaluate(dollar, at, run);
      if (key !== undefined) mergeKey(object, key, value);
      else if (value === null) isNull = true;
      else if (isObject(value)) mergeInto(object, value);
      else if (value !== undefined)
        fail(run, `Only an object merges into an object, and this is ${kindOf(value)}`);
    }
    return isNull ? null : object;
  };
}

function withoutProblems(run: Run): Run {
  return run.problems === undefined ? run : { ...run, problems: undefined };
}

function isEmptyObject(value: MaybeJson): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
