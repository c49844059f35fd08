import { type Command, InvalidArgumentError } from "commander";

import { parseDuration } from "../kernel/duration.ts";
import type { MockOptions } from "../mocking/mock-options.ts";

/** What the command line says of mocking. */
export interface MockFlags {
  readonly mock?: true | readonly string[];
  readonly mockSeed?: number;
  readonly mockLatency?: number;
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
    .option("--mock-latency <duration>", "how long calls that are made up take", readLatency);
}

/** What is mocked; undefined: nothing. A seed or a latency alone mean all sources. */
export function mockOptions({ mock, mockSeed, mockLatency }: MockFlags): MockOptions | undefined {
  if (mock === undefined && mockSeed === undefined && mockLatency === undefined) return undefined;
  return {
    sources: mock === true ? undefined : mock,
    seed: mockSeed,
    latencyMs: mockLatency,
  };
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

function readLatency(text: string): number {
  const latencyMs = parseDuration(text);
  if (latencyMs !== undefined) return latencyMs;
  throw new InvalidArgumentError('It must be a duration, such as "200ms" or "1s".');
}
