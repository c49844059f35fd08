import type {
  Entry,
  Expression,
  Group,
  Path,
  Step,
  SyntaxTree,
} from "../../../src/mapping/syntax-tree.ts";

/** How the fields of a group are told apart. */
export type Separator = ", " | "\n";

/** Writes a syntax tree as a mapping of v0.4, which means what the tree means. */
export function printMapping(tree: SyntaxTree, separator: Separator): string {
  const printer = new Printer(separator);
  // In braces also as a whole: a lone keyless path would be a value otherwise.
  return tree.kind === "group" ? printer.group(tree.group) : printer.expression(tree.expression);
}

class Printer {
  readonly #separator: Separator;

  constructor(separator: Separator) {
    this.#separator = separator;
  }

  expression(node: Expression): string {
    switch (node.kind) {
      case "literal":
        return printLiteral(node.value);
      case "list":
        return `[${node.items.map((item) => this.expression(item)).join(", ")}]`;
      case "group":
        return this.group(node);
      case "choice":
        return node.operands.map((operand) => this.expression(operand)).join(` ${node.operator} `);
      case "path":
        return this.#path(node, "value");
    }
  }

  group({ entries }: Group): string {
    return `{ ${entries.map((entry) => this.#entry(entry)).join(this.#separator)} }`;
  }

  #entry(entry: Entry): string {
    const { value } = entry;
    if (entry.kind === "merge") {
      if (entry.isSpread) return `... ${this.expression(value)}`;
      return value.kind === "path" ? this.#path(value, "entry") : this.expression(value);
    }
    return isShorthand(entry.key, value)
      ? this.#path(value, "entry")
      : `${printKey(entry.key)}: ${this.expression(value)}`;
  }

  #path({ start, steps, group }: Path, place: "entry" | "value"): string {
    const written = this.#start(start, place) + steps.map((step) => this.#step(step)).join("");
    return group === undefined ? written : `${written} ${this.group(group)}`;
  }

  #start(start: Path["start"], place: "entry" | "value"): string {
    switch (start.kind) {
      case "key": {
        // As a value, a quoted key or a keyword would be a literal.
        const isLiteral = place === "value" && !isPlainKey(start.key);
        return isLiteral ? `$.${printKey(start.key)}` : printKey(start.key);
      }
      case "$":
      case "@":
        return start.kind;
      case "variable":
      case "local":
        return start.name;
      case "expression":
        return `$(${this.expression(start.expression)})`;
    }
  }

  #step(step: Step): string {
    switch (step.kind) {
      case "key":
        return `.${printKey(step.key)}`;
      case "optional":
        // Two of them would be an operator.
        return "? ";
      case "method":
        return `->${step.name}(${step.args.map((arg) => this.expression(arg)).join(", ")})`;
      case "bind": {
        const value = step.value === undefined ? "" : `, ${this.expression(step.value)}`;
        return `->as(${step.name}${value})`;
      }
    }
  }
}

function isShorthand(key: string, value: Expression): value is Path {
  if (value.kind !== "path" || value.start.kind !== "key" || value.start.key !== key) return false;
  return value.steps.every((step) => step.kind === "optional");
}

function printKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
}

function isPlainKey(key: string): boolean {
  return printKey(key) === key && !["true", "false", "null"].includes(key);
}

function printLiteral(value: unknown): string {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value !== "number") return JSON.stringify(value);
  // No exponents: the language has none.
  return value.toLocaleString("en", { useGrouping: false, maximumSignificantDigits: 21 });
}

/** A tree as what it says, without the places at which it says so. */
export function withoutPlaces(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPlaces);
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => key !== "offset" && key !== "slot");
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutPlaces(value)]));
}
