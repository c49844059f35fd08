import type { ASTNode } from "graphql";

/** How much a document asks for, whatever its variables are. */
export interface DocumentMeasure {
  readonly bytes: number;
  readonly tokens: number;
  /** How many levels there are of what is selected in what is spread. */
  readonly nesting: Most;
  /** Without introspection, as is `fields`. */
  readonly depth: Most;
  readonly fields: Most;
  readonly rootFields: Most;
  readonly introspectionDepth: Most;
  readonly introspectionFields: Most;
  readonly aliases: Counted;
  readonly directives: Counted;
  readonly directivesPerField: Most;
  readonly listSize: Most;
  /** Where variables say how long a list will be. */
  readonly sizes: readonly VariableSize[];
}

/** A variable that sizes a list. */
export interface VariableSize {
  readonly variable: string;
  /** The way to the number in it. */
  readonly path: readonly string[];
  readonly node: ASTNode;
}

/** The most of something, and where. */
export class Most {
  count = 0;
  node: ASTNode | undefined;

  raise(count: number, node: ASTNode | undefined): void {
    if (count <= this.count) return;
    this.count = count;
    this.node = node;
  }
}

/** How many there are of something, and where they are. */
export class Counted {
  readonly nodes: ASTNode[] = [];

  get count(): number {
    return this.nodes.length;
  }
}
