/** What is made up, and how. */
export interface MockOptions {
  /** The sources that are not called; undefined: none is, and neither are absolute URLs. */
  readonly sources?: readonly string[] | undefined;
  /** The same seed gives the same values. Default: 1. */
  readonly seed?: number | undefined;
  /** How long each call takes that is not made, in milliseconds. Default: 0. */
  readonly latencyMs?: number | undefined;
  /** How many of the values that may be null are: from 0, the default, to 1. */
  readonly nulls?: number | undefined;
  /** How many of the things that are asked for fail: from 0, the default, to 1. */
  readonly errors?: number | undefined;
}
