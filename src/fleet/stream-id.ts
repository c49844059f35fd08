/** Orders entries of a Redis stream: two numbers, as in "1767225600000-0". */
export interface StreamId {
  readonly ms: number;
  readonly sequence: number;
}

/** Reads the id of a stream's entry; undefined for any other text. */
export function readStreamId(text: string): StreamId | undefined {
  const [, ms, sequence] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  return ms === undefined ? undefined : { ms: Number(ms), sequence: Number(sequence) };
}

/** Whether an entry stands before another one. */
export function isBefore(one: StreamId, other: StreamId): boolean {
  return one.ms < other.ms || (one.ms === other.ms && one.sequence < other.sequence);
}

export function writeStreamId({ ms, sequence }: StreamId): string {
  return `${ms}-${sequence}`;
}
