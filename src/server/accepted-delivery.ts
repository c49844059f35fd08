/** How a caller takes an answer in parts, as its `Accept` says. */
export interface AcceptedDelivery {
  readonly format: DeliveryFormat;
  /** Whether an answer of one part goes the same way, because the caller takes no plain JSON. */
  readonly isForAll: boolean;
}

export type DeliveryFormat =
  /** `multipart/mixed; incrementalSpec=v0.2`: parts have ids, which are told of and completed. */
  | "multipart"
  /** `multipart/mixed; deferSpec=20220824`: parts have paths. */
  | "legacyMultipart"
  /** `text/event-stream`: the parts of the first format as server-sent events. */
  | "eventStream";

/**
 * The way for parts that a caller likes best; of those it likes alike, the first. Undefined where it
 * names none: `multipart/mixed` alone, or a type with `*`, says nothing about the format of parts.
 */
export function acceptedDelivery(accept: string | undefined): AcceptedDelivery | undefined {
  // Few say so, and all are asked.
  if (accept === undefined || !mayTakeParts.test(accept)) return undefined;
  const ranges = accept.split(",").map(readRange).filter(isAccepted);
  const best = ranges
    .toSorted((one, other) => other.quality - one.quality)
    .map(formatOf)
    .find((format) => format !== undefined);
  return best && { format: best, isForAll: !ranges.some(({ type }) => jsonTypes.has(type)) };
}

const mayTakeParts = /multipart\/mixed|text\/event-stream/i;

const jsonTypes: ReadonlySet<string> = new Set([
  "application/json",
  "application/graphql-response+json",
  "application/*",
  "*/*",
]);

/** One of the types in an `Accept` (RFC 9110, section 12.5.1); all in lower case. */
interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

function readRange(text: string): MediaRange {
  const [type = "", ...rest] = text.toLowerCase().split(";");
  const parameters = new Map(rest.map(readParameter));
  return { type: type.trim(), parameters, quality: Number(parameters.get("q") ?? 1) };
}

function readParameter(text: string): [name: string, value: string] {
  const [name = "", ...value] = text.split("=");
  return [
    name.trim(),
    value
      .join("=")
      .trim()
      .replace(/^"(.*)"$/, "$1"),
  ];
}

function isAccepted({ quality }: MediaRange): boolean {
  return quality > 0;
}

function formatOf({ type, parameters }: MediaRange): DeliveryFormat | undefined {
  if (type === "text/event-stream") return "eventStream";
  if (type !== "multipart/mixed") return undefined;
  if (parameters.get("incrementalspec") === "v0.2") return "multipart";
  return parameters.get("deferspec") === "20220824" ? "legacyMultipart" : undefined;
}
