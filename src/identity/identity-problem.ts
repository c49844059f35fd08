import type { Problem } from "../kernel/problem.ts";

/** Makes a problem of the setting at a path; an error of code `IDENTITY_INVALID` unless it says so. */
export type ProblemAt = (
  path: readonly PropertyKey[],
  what: Pick<Problem, "message" | "help"> & Partial<Problem>,
) => Problem;
