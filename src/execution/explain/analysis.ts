import type {
  AnalysedCallEnd,
  AnalysedStepStart,
  KeyCounts,
} from "../../telemetry/request-analysis.ts";
import type { ConnectorProblem } from "../../connectors/request-problems.ts";
import type { TimeSplit } from "./split-time.ts";

/**
 * What really happened when an explained operation was run: counts and times, and no values. Plain
 * JSON. Times are of the gateway's clock; moments count from the start of the operation.
 */
export interface Analysis {
  /** From the start to the last part of the answer. */
  readonly tookMs: number;
  /** From the start to the first part; undefined where there was one part. */
  readonly firstPartMs: number | undefined;
  /**
   * From the start to the end of what went on without the answer: lazy fields whose budget was spent;
   * undefined where nothing did.
   */
  readonly wentOnMs: number | undefined;
  /** Of the time to the last part of the answer. */
  readonly split: TimeSplit;
  /**
   * How many calls were made for it, whoever began them: of sources, and of batch resolvers. Also
   * those that the answer did not wait for.
   */
  readonly calls: number;
  /** How many errors are in the answer. */
  readonly errors: number;
  /** What kinds of errors: the gateway's own codes, and names of classes for all else; each once. */
  readonly errorTypes: readonly string[];
  /** Calls by source, in the order of the explanation. */
  readonly sources: readonly AnalysedSource[];
  /** In the order in which they were first asked. */
  readonly connectors: readonly AnalysedConnector[];
  /** Those that were run, in the order in which they first began. */
  readonly steps: readonly AnalysedStep[];
  /** What went wrong in mappings, without any value; of each connector the first twenty. */
  readonly mappingProblems: readonly ConnectorProblem[];
}

interface AnalysedSource {
  readonly source: string;
  readonly calls: number;
}

export interface AnalysedConnector {
  readonly connector: string;
  readonly keys: KeyCounts;
  /** How many keys were on their way already, for other requests or other steps. */
  readonly joined: number;
  /** In the order in which they ended. */
  readonly calls: readonly AnalysedCall[];
}

export interface AnalysedCall extends Omit<AnalysedCallEnd, "connector" | "durationMs"> {
  /** When it was sent; or when it was given up, where it never was. */
  readonly atMs: number;
}

/** A step, in all its runs together. */
export interface AnalysedStep extends Pick<AnalysedStepStart, "path" | "connector" | "objects"> {
  /** The id of the explained step; undefined for one that the explanation does not have. */
  readonly id: string | undefined;
  /** How often it was run: where objects of different types, or late ones, need it, more than once. */
  readonly runs: number;
  readonly keys: KeyCounts;
  /** When its first run began. */
  readonly atMs: number;
  /** From there to the end of its last run that is done. */
  readonly tookMs: number;
  /**
   * Whether the answer has what it brings; or it went on without the answer, as its budget was spent;
   * or it was not even done when the request had to end.
   */
  readonly state: "answered" | "wentOn" | "underWay";
}
