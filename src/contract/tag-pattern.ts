/** What is known at load of the tags that a text can write. */
export interface TagPattern {
  readonly start: string;
  readonly end: string;
  readonly leastLength: number;
  readonly greatestLength: number;
  /** The text with `{…}` for all that it inserts. */
  readonly text: string;
}

/** Reads the text of a tag that is sound, such as "users" or "user-{$key.id}". */
export function readTagPattern(tag: string): TagPattern {
  const fixed = tag.split(/\{[^}]*\}/);
  const leastLength = fixed.join("").length;
  return {
    start: fixed.slice(0, 1).join(""),
    end: fixed.slice(-1).join(""),
    leastLength,
    greatestLength: fixed.length === 1 ? leastLength : Number.POSITIVE_INFINITY,
    text: fixed.join("{…}"),
  };
}

/**
 * Whether two texts may write the same tag. An insert may write any text, also none. Only starts, ends
 * and lengths are compared, so it may be true of two that never do, and is never false of two that may.
 */
export function canBeEqual(one: TagPattern, other: TagPattern): boolean {
  return (
    one.leastLength <= other.greatestLength &&
    other.leastLength <= one.greatestLength &&
    (one.start.startsWith(other.start) || other.start.startsWith(one.start)) &&
    (one.end.endsWith(other.end) || other.end.endsWith(one.end))
  );
}
