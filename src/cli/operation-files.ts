import { globSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  Source,
  visit,
} from "graphql";

import { originOfNode } from "../contract/origin.ts";
import type { ReadOperation } from "../execution/explain/read-operation.ts";
import type { Origin, Problem } from "../kernel/problem.ts";

/** The operations of some files, each with the fragments that it spreads, and what is wrong there. */
export interface OperationFiles {
  readonly operations: readonly ReadOperation[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the operations of the files that paths or globs name, or that are below such directories. A fragment may stand in another file
 * than the operation; of two with one name, the one of the operation's own file counts.
 */
export function readOperationFiles(patterns: readonly string[], cwd: string): OperationFiles {
  const problems: Problem[] = [];
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = globSync(resolve(cwd, pattern)).flatMap(filesOf);
    if (found.length === 0) problems.push(matchesNothing(displayName(pattern, cwd)));
    for (const file of found) files.add(file);
  }
  const documents = [...files]
    .toSorted()
    .map((file) => readDocument(file, cwd, problems))
    .filter((document) => document !== undefined);
  const all = new FragmentsOfAll(documents, problems);
  const operations = documents.flatMap((own) =>
    own.definitions
      .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
      .map((operation) => ({ operation, document: all.complete(operation, own) })),
  );
  if (operations.length === 0 && problems.length === 0) {
    problems.push(hasNoOperation(patterns.map((pattern) => displayName(pattern, cwd))));
  }
  return { operations, problems };
}

/** A file itself; of a directory, the files of GraphQL anywhere below it. */
function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return globSync("**/*.{graphql,gql}", { cwd: path })
    .map((file) => join(path, file))
    .filter((file) => statSync(file).isFile());
}

function readDocument(path: string, cwd: string, problems: Problem[]): DocumentNode | undefined {
  const file = displayName(path, cwd);
  try {
    return parse(new Source(readFileSync(path, "utf8"), file));
  } catch (error) {
    // v8 ignore next -- the parser throws nothing else
    if (!(error instanceof GraphQLError)) throw error;
    // v8 ignore next -- it says where
    const [place] = error.locations ?? [];
    problems.push({
      code: "OPERATION_SYNTAX",
      severity: "error",
      message: error.message,
      help: "Correct the GraphQL syntax at this place.",
      origin: place && { file, ...place },
    });
    return undefined;
  }
}

class FragmentsOfAll {
  readonly #byName: ReadonlyMap<string, readonly FragmentDefinitionNode[]>;
  readonly #problems: Problem[];
  readonly #told = new Set<string>();

  constructor(documents: readonly DocumentNode[], problems: Problem[]) {
    const fragments = documents.flatMap(fragmentsOf);
    this.#byName = Map.groupBy(fragments, ({ name }) => name.value);
    this.#problems = problems;
  }

  /** A document of one operation and the fragments that it spreads, directly or through others. */
  complete(operation: OperationDefinitionNode, own: DocumentNode): DocumentNode {
    const found = new Map<string, FragmentDefinitionNode>();
    const spreads = spreadsOf(operation);
    // An array that grows while it is walked is walked to its new end.
    for (const { name, origin } of spreads) {
      if (found.has(name)) continue;
      const fragment = this.#find(name, own, origin);
      if (fragment === undefined) continue;
      found.set(name, fragment);
      spreads.push(...spreadsOf(fragment));
    }
    return { kind: Kind.DOCUMENT, definitions: [operation, ...found.values()] };
  }

  /** Undefined where there is none: validation says so. */
  #find(
    name: string,
    own: DocumentNode,
    origin: Origin | undefined,
  ): FragmentDefinitionNode | undefined {
    const fragments = this.#byName.get(name) ?? [];
    const inFile = fragmentsOf(own).find((fragment) => fragment.name.value === name);
    const [first, second] = fragments;
    if (inFile === undefined && second !== undefined && !this.#told.has(name)) {
      this.#told.add(name);
      const places = fragments.map((it) => originOfNode(it)?.file).join(" and ");
      this.#problems.push({
        code: "FRAGMENT_AMBIGUOUS",
        severity: "error",
        message: `A fragment that another file spreads has one definition; "${name}" has some in ${places}.`,
        help: "Rename all but one.",
        origin,
      });
    }
    return inFile ?? first;
  }
}

function fragmentsOf({ definitions }: DocumentNode): readonly FragmentDefinitionNode[] {
  return definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
}

interface Spread {
  readonly name: string;
  readonly origin: Origin | undefined;
}

function spreadsOf(node: ASTNode): Spread[] {
  const spreads: Spread[] = [];
  visit(node, {
    FragmentSpread(spread) {
      spreads.push({ name: spread.name.value, origin: originOfNode(spread) });
    },
  });
  return spreads;
}

function displayName(path: string, cwd: string): string {
  return relative(cwd, resolve(cwd, path)).split(sep).join("/");
}

function matchesNothing(pattern: string): Problem {
  return {
    code: "OPERATIONS_NOT_FOUND",
    severity: "error",
    message: `The operations to check are in files, and "${pattern}" matches none.`,
    help: "Give the path of a file or a directory, or a glob in quotes: --operations 'queries/**/*.graphql'.",
    origin: undefined,
  };
}

function hasNoOperation(patterns: readonly string[]): Problem {
  return {
    code: "OPERATIONS_NOT_FOUND",
    severity: "error",
    message: `The files to check hold operations, and those of ${patterns.join(", ")} hold none.`,
    help: "Name the files with the queries and mutations.",
    origin: undefined,
  };
}
