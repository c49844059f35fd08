import { type Invalidation, readInvalidation } from "../freshness/invalidation.ts";
import { collectProblems, type Problem, ProblemsError } from "../kernel/problem.ts";
import { readKey } from "./read-key.ts";

/** What the flags of `sluice invalidate` name. */
export interface InvalidationFlags {
  readonly tags: readonly string[];
  readonly types: readonly string[];
  /** "User:id=5". */
  readonly keys: readonly string[];
  readonly connectors: readonly string[];
  readonly all: boolean;
}

/**
 * Reads an invalidation from the command line.
 *
 * @throws ProblemsError in terms of the flags.
 */
export function readInvalidationFlags(flags: InvalidationFlags): Invalidation {
  const { tags, types, keys, connectors, all } = flags;
  const lists = { "--tag": tags, "--type": types, "--key": keys, "--connector": connectors };
  const problems = Object.entries(lists)
    .filter(([, names]) => names.includes(""))
    .map(([flag]) => malformed(`${flag} must name something, and is empty.`));
  if (!all && Object.values(lists).every((names) => names.length === 0)) {
    problems.push(malformed("An invalidation must name what it is of; no flag names anything."));
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  const written = { tags, types, keys: keys.map(readKey), connectors, all };
  const invalidation = collectProblems(() => readInvalidation(written), problems);
  if (invalidation !== undefined) return invalidation;
  throw new ProblemsError(problems.map(({ message }) => malformed(message)));
}

function malformed(message: string): Problem {
  return {
    code: "INVALIDATION_MALFORMED",
    severity: "error",
    message,
    help: "Name one thing or more: --tag users, --type User, --key User:id=5, --connector Query.posts; or --all.",
    origin: undefined,
  };
}
