/**
 * The buckets of durations, in seconds: those that the semantic conventions advise for HTTP, one for
 * what is nearly nothing, and two for sources and requests that may take longer than the default.
 */
export const durationBoundaries: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60,
];
