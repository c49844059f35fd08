/**
 * How soon something is wanted: `urgent` goes ahead of all else and waits for no window;
 * `background` takes what nobody else wants.
 */
export type Lane = "urgent" | "normal" | "background";

/** All lanes, the most urgent first. */
export const lanes: readonly Lane[] = ["urgent", "normal", "background"];

/** 0 for the most urgent lane, then 1, then 2. */
export function rankOf(lane: Lane): number {
  return lanes.indexOf(lane);
}
