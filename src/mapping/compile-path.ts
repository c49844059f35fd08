import { compileAppliedGroup } from "./compile-group.ts";
import { compileMethod } from "./compile-method.ts";
import { type Apply, type Evaluate, currentValue, failAt } from "./evaluation.ts";
import type { Compile, Place } from "./place.ts";
import { readKey } from "./read-key.ts";
import type { Path, PathStart, Step } from "./syntax-tree.ts";

/** Compiles a path to one function for each step, run with the value of the step before. */
export function compilePath(path: Path, place: Place, compile: Compile): Evaluate {
  const isOptionalBefore = (step: Step | undefined): boolean =>
    place.isOptional || step?.kind === "optional";
  let evaluate = compileStart(
    path.start,
    { ...place, isOptional: isOptionalBefore(path.steps[0]) },
    compile,
  );
  let at = describeStart(path.start, place);
  for (const [index, step] of path.steps.entries()) {
    const isOptional = isOptionalBefore(path.steps[index + 1]);
    evaluate = chain(evaluate, compileStep(step, { ...place, at, isOptional }, compile));
    at += describeStep(step);
  }
  return path.group === undefined
    ? evaluate
    : chain(evaluate, compileAppliedGroup(path.group, at, compile));
}

/** What is missing stays missing: no step is taken from it. */
function chain(before: Evaluate, step: Apply): Evaluate {
  return (dollar, at, run) => {
    const value = before(dollar, at, run);
    return value === undefined ? undefined : step(dollar, value, run);
  };
}

function compileStart(start: PathStart, place: Place, compile: Compile): Evaluate {
  switch (start.kind) {
    case "key": {
      const read = readKey(start.key, describeStart(start, place), place.isOptional);
      return (dollar, _at, run) => read(dollar, dollar, run);
    }
    case "$":
      return (dollar) => dollar;
    case "@":
      return currentValue;
    case "local": {
      const { slot } = start;
      return (_dollar, _at, run) => run.locals[slot];
    }
    case "variable": {
      const { name } = start;
      const fail = failAt(name);
      return (_dollar, _at, run) => {
        const value = run.variables[name];
        if (value === undefined && !place.isOptional) fail(run, `${name} has no value here`);
        return value;
      };
    }
    case "expression":
      return compile(start.expression, place);
  }
}

/** `place.at` is the path up to the step. */
function compileStep(step: Step, place: Place, compile: Compile): Apply {
  switch (step.kind) {
    case "key":
      return readKey(step.key, place.at + describeStep(step), place.isOptional);
    case "optional":
      return (_dollar, at) => at ?? undefined;
    case "method":
      return compileMethod(step, place, compile);
    case "bind": {
      const { slot } = step;
      const value = step.value && compile(step.value, { ...place, isOptional: false });
      return (dollar, at, run) => {
        run.locals[slot] = value === undefined ? at : value(dollar, at, run);
        return at;
      };
    }
  }
}

function describeStart(start: PathStart, place: Place): string {
  switch (start.kind) {
    case "key":
      return `${place.dollar}.${start.key}`;
    case "$":
      return place.dollar;
    case "@":
      return place.at;
    case "variable":
    case "local":
      return start.name;
    case "expression":
      return "$(…)";
  }
}

function describeStep(step: Step): string {
  switch (step.kind) {
    case "key":
      return `.${step.key}`;
    case "optional":
      return "?";
    case "method":
      return `->${step.name}`;
    case "bind":
      return "->as";
  }
}
