import type { Origin } from "../kernel/problem.ts";

/** Something that did not come out as a test says. */
export interface Failure {
  /** What it is, as the suite names it: "connectorRequest.url". */
  readonly what: string;
  /** Where the suite says so; of something unexpected, where the test stands. */
  readonly origin: Origin;
  /** For people; of several lines where it is JSON. */
  readonly expected: string;
  readonly came: string;
}
