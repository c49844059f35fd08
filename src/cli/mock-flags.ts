import { type Command, InvalidArgumentError } from "commander";

import { parseDuration } from "../kernel/duration.ts";
import type { MockOptions } from "../mocking/mock-options.ts";

/** What the command line says of mocking. */
export interface MockFlags {
  readonly mock?: true | readonly string[];
  readonly mockSeed?: number;
  readonly mockLatency?: number;
  readonly mockNulls?: number;
  readonly mockErrors?: number;
}

/** Adds the flags of mocking to a command. They are flags alone, so that no file can turn it on. */
export function addMockFlags(command: Command): Command {
  return command
    .option(
      "--mock [sources]",
      "call no source, or none of these, and make their values up",
      readNames,
    )
    .option("--mock-seed <number>", "which values: the same seed gives the same ones", readSeed)
    .option("--mock-latency <duration>", "how long calls that are made up take", readLatency)
    .option("--mock-nulls <share>", "how much is null of what may be: 10%", readShare)
    .option("--mock-errors <share>", "how much fails of what is asked for: 5%", readShare);
}

/** What is mocked; undefined: nothing. Any of the flags alone means all sources. */
export function mockOptions(flags: MockFlags): MockOptions | undefined {
  const { mock, mockSeed, mockLatency, mockNulls, mockErrors } = flags;
  const options = { seed: mockSeed, latencyMs: mockLatency, nulls: mockNulls, errors: mockErrors };
  const isAsked = [mock, ...Object.values(options)].some((value) => value !== undefined);
  return isAsked ? { ...options, sources: mock === true ? undefined : mock } : undefined;
}

/** What to tell of a gateway that mocks. */
export function describeMock({ sources, seed = 1 }: MockOptions): string {
  return sources === undefined
    ? `Its data is made up (--mock, seed ${seed}): no source is called.`
    : `Some of its data is made up (--mock, seed ${seed}): ${sources.join(", ")} ${sources.length === 1 ? "is" : "are"} not called.`;
}

function readNames(text: string): readonly string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length > 0) return names;
  throw new InvalidArgumentError("It must be names of sources, with commas between them.");
}

function readSeed(text: string): number {
  const seed = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isNaN(seed)) return seed;
  throw new InvalidArgumentError("It must be a whole number of at most 15 digits.");
}

function readShare(text: string): number {
  const percent = /^\d{1,3}(?:\.\d+)?%$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (percent <= 100) return percent / 100;
  throw new InvalidArgumentError('It must be a share from 0% to 100%, such as "10%".');
}

function readLatency(text: string): number {
  const latencyMs = parseDuration(text);
  if (latencyMs !== undefined) return latencyMs;
  throw new InvalidArgumentError('It must be a duration, such as "200ms" or "1s".');
}
