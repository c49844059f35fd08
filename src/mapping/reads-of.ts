import type { VariableRead } from "./mapping.ts";
import type { Expression, Group, MethodStep, Path, SyntaxTree } from "./syntax-tree.ts";

/**
 * Every variable that a text reads, with the path below it; each once, in the order of the text. One
 * that is optional at one place and not at another is not.
 */
export function readsOf(tree: SyntaxTree): readonly VariableRead[] {
  const collector = new ReadCollector();
  const scope: Scope = { dollar: undefined, at: undefined };
  if (tree.kind === "group") collector.readGroup(tree.group, scope);
  else collector.read(tree.expression, scope);
  return collector.reads;
}

/** The part of a variable that a value comes from unchanged; undefined for everything else. */
type Source = VariableRead | undefined;

interface Scope {
  readonly dollar: Source;
  readonly at: Source;
  /** Whether something else is taken where this is missing. */
  readonly isOptional?: true | undefined;
}

/** Follows values from variables through paths, and notes each where it is used. */
class ReadCollector {
  readonly #reads = new Map<string, VariableRead>();
  readonly #locals = new Map<number, Source>();
  /** All that was noted, also what had been noted before. */
  readonly #notes: VariableRead[] = [];

  get reads(): readonly VariableRead[] {
    return [...this.#reads.values()];
  }

  /** Notes what an expression reads when all of its value is used. */
  read(node: Expression, scope: Scope): void {
    this.#note(this.#follow(node, scope));
  }

  readGroup({ entries }: Group, scope: Scope): void {
    for (const { value } of entries) this.read(value, scope);
  }

  #note(source: Source): void {
    if (source === undefined) return;
    this.#notes.push(source);
    const key = JSON.stringify([source.variable, ...source.path]);
    const known = this.#reads.get(key);
    if (known === undefined || known.isOptional) this.#reads.set(key, source);
  }

  /** Notes all reads inside an expression but that of its own value, which is returned. */
  #follow(node: Expression, scope: Scope): Source {
    switch (node.kind) {
      case "literal":
        return undefined;
      case "list":
        for (const item of node.items) this.read(item, { ...scope, isOptional: undefined });
        return undefined;
      case "choice":
        for (const operand of node.operands.slice(0, -1)) {
          this.read(operand, { ...scope, isOptional: true });
        }
        for (const last of node.operands.slice(-1)) this.read(last, scope);
        return undefined;
      case "group":
        this.readGroup(node, { ...scope, isOptional: undefined });
        return undefined;
      case "path":
        return this.#followPath(node, scope);
    }
  }

  #followPath({ start, steps, group }: Path, scope: Scope): Source {
    let source = this.#followStart(start, scope);
    for (const step of steps) {
      const inner = { ...scope, at: source };
      if (step.kind === "key") source = below(source, step.key);
      if (step.kind === "optional") source = source && { ...source, isOptional: true };
      if (step.kind === "method") source = this.#followMethod(step, inner);
      if (step.kind === "bind") {
        const bound = step.value === undefined ? source : this.#follow(step.value, inner);
        this.#locals.set(step.slot, bound);
      }
    }
    if (group === undefined) return source;
    this.#noteUnlessRead(source, () => {
      this.readGroup(group, { dollar: source, at: source });
      return undefined;
    });
    return undefined;
  }

  #followStart(start: Path["start"], scope: Scope): Source {
    switch (start.kind) {
      case "key":
        return below(scope.dollar, start.key);
      case "$":
        return scope.dollar;
      case "@":
        return scope.at;
      case "variable": {
        const { isOptional } = scope;
        const read = { variable: start.name, path: [], offset: start.offset };
        return isOptional ? { ...read, isOptional } : read;
      }
      case "local":
        return this.#locals.get(start.slot);
      case "expression":
        return this.#follow(start.expression, scope);
    }
  }

  /** `scope.at` is the input. */
  #followMethod({ name, args }: MethodStep, scope: Scope): Source {
    const input = scope.at;
    const [argument] = args;
    switch (name) {
      case "first":
      case "last":
      case "slice":
      case "filter":
      case "find":
        for (const arg of args) this.read(arg, scope);
        return input;
      case "get":
        if (argument?.kind === "literal") {
          return typeof argument.value === "string" ? below(input, argument.value) : input;
        }
        break;
      case "map":
        return this.#followMap(args, scope);
    }
    this.#note(input);
    for (const arg of args) this.read(arg, scope);
    return undefined;
  }

  /** The items may go on unchanged; else the list is read by what is read of its items. */
  #followMap(args: readonly Expression[], scope: Scope): Source {
    let source: Source;
    this.#noteUnlessRead(scope.at, () => {
      for (const arg of args) source = this.#follow(arg, scope);
      return source;
    });
    return source;
  }

  /** That a value is there at all counts as a read of it, if nothing below it is read. */
  #noteUnlessRead(source: Source, readInside: () => Source): void {
    const before = this.#notes.length;
    const result = readInside();
    if (source === undefined) return;
    const reads = [result, ...this.#notes.slice(before)];
    if (!reads.some((read) => isBelow(read, source))) this.#note(source);
  }
}

function below(source: Source, key: string): Source {
  return source && { ...source, path: [...source.path, key] };
}

function isBelow(read: Source, source: VariableRead): boolean {
  return (
    read?.variable === source.variable &&
    source.path.every((key, index) => read.path[index] === key)
  );
}
