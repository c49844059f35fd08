import { z } from "zod";

import { readJson } from "./read-json.ts";

/** What replicas are told when tunings have changed. What is in force they read for themselves. */
export interface TuningNotice {
  /** Of this order; answers go to a channel of this name. */
  readonly id: string;
  readonly source: string;
  /** Who tuned: a person and a machine. */
  readonly by: string;
  /** What was asked for, in words for the log. */
  readonly order: string;
}

/** What a replica answers. */
export interface TuningAnswer {
  readonly replica: string;
  /** Why the tuning is not in force there; undefined when it is. */
  readonly refused?: string | undefined;
}

export function writeNotice(said: TuningNotice): string {
  return JSON.stringify(said);
}

export function readNotice(text: string): TuningNotice | undefined {
  return readJson(text, notice);
}

export function writeAnswer(said: TuningAnswer): string {
  return JSON.stringify(said);
}

export function readAnswer(text: string): TuningAnswer | undefined {
  return readJson(text, answer);
}

const notice = z.object({
  id: z.string(),
  source: z.string(),
  by: z.string(),
  order: z.string(),
});

const answer = z.object({ replica: z.string(), refused: z.string().optional() });
