import type { MediaRange } from "./media-ranges.ts";

/** A way of sending an answer in parts. */
export type DeliveryFormat =
  /** `multipart/mixed; incrementalSpec=v0.2`: parts have ids, which are told of and completed. */
  | "multipart"
  /** `multipart/mixed; deferSpec=20220824`: parts have paths. */
  | "legacyMultipart"
  /** `text/event-stream`: the parts of the first format as server-sent events. */
  | "eventStream";

/**
 * The way for parts that a caller likes best who accepts these; of those it likes alike, the first.
 * Undefined where it names none: `multipart/mixed` alone, or a type with `*`, says nothing about the
 * format of parts.
 */
export function acceptedDelivery(ranges: readonly MediaRange[]): DeliveryFormat | undefined {
  return ranges
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality)
    .map(formatOf)
    .find((format) => format !== undefined);
}

function formatOf({ type, parameters }: MediaRange): DeliveryFormat | undefined {
  if (type === "text/event-stream") return "eventStream";
  if (type !== "multipart/mixed") return undefined;
  if (parameters.get("incrementalspec") === "v0.2") return "multipart";
  return parameters.get("deferspec") === "20220824" ? "legacyMultipart" : undefined;
}
