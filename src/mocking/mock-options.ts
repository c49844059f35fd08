/** What is made up, and how. */
export interface MockOptions {
  /** The sources that are not called; undefined: none is, and neither are absolute URLs. */
  readonly sources?: readonly string[] | undefined;
  /** The same seed gives the same values. Default: 1. */
  readonly seed?: number | undefined;
  /** How long each call takes that is not made, in milliseconds. Default: 0. */
  readonly latencyMs?: number | undefined;
}
