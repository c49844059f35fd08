import type { MediaRange } from "./media-ranges.ts";

/**
 * The content type of a whole answer for a caller who accepts these: the one it likes best; of those
 * it likes alike the one it names, then the first. Undefined: it takes no JSON.
 */
export function acceptedJson(ranges: readonly MediaRange[]): string | undefined {
  const [best] = jsonTypes
    .flatMap((type) => preferenceFor(type, ranges) ?? [])
    .toSorted(
      (one, other) =>
        other.quality - one.quality ||
        other.specificity - one.specificity ||
        one.place - other.place,
    );
  return best && `${best.type}; charset=utf-8`;
}

const jsonTypes = ["application/json", "application/graphql-response+json"];

interface Preference {
  readonly type: string;
  readonly quality: number;
  /** Of the range that says so: the type itself wins over `application/*`, and that over `*` alone. */
  readonly specificity: number;
  readonly place: number;
}

function preferenceFor(type: string, ranges: readonly MediaRange[]): Preference | undefined {
  const specificities = ["*/*", "application/*", type];
  const [said] = ranges
    .map((range, place) => ({
      type,
      quality: range.quality,
      specificity: isUtf8(range) ? specificities.indexOf(range.type) : -1,
      place,
    }))
    .filter(({ specificity }) => specificity >= 0)
    .toSorted((one, other) => other.specificity - one.specificity || other.quality - one.quality);
  return said !== undefined && said.quality > 0 ? said : undefined;
}

/** Whether it names no other parameter than the one that answers have. */
function isUtf8({ parameters }: MediaRange): boolean {
  return [...parameters].every(([name, value]) => name === "charset" && value === "utf-8");
}
