import { describeDuration } from "../../contract/describe-duration.ts";
import type {
  Amount,
  ExplainedConnector,
  ExplainedKeeping,
  ExplainedScope,
  ExplainedStep,
  ExplainedTiming,
} from "./explanation.ts";

/** What a step asks: "GET /users/{$args.id}"; or what else answers it. */
export function requestOf({ kind, connector, calls }: ExplainedStep): string {
  if (connector === undefined) return kind === "introspect" ? "the schema" : "a resolver";
  const { request } = connector;
  if (request !== undefined) return `${request.method} ${request.url}`;
  return isCalling(calls) ? "a batch resolver" : "a mapping";
}

/** "ceil(posts / 100) = 1 call"; empty for what makes none. */
export function callsOf({ calls }: ExplainedStep): string {
  if (!isCalling(calls)) return "";
  return `${writeAmount(calls)} ${calls.value === 1 ? "call" : "calls"}`;
}

/** What would make calls, if there were anything to ask for, has a formula. */
function isCalling({ formula }: Amount): boolean {
  return formula !== "0";
}

/** "1 + ceil(posts / 100) = 2"; of a formula that is a number, that number. */
export function writeAmount({ formula, value }: Amount): string {
  return formula === String(value) ? formula : `${formula} = ${value}`;
}

export interface StepFacts {
  /** What it brings, whom it asks, how many things at once, and with whom it shares a call. */
  readonly asking: readonly string[];
  /** How long what it brings is kept. */
  readonly keeping: string | undefined;
  /** Undefined where the first part of the answer waits for it. */
  readonly timing: string | undefined;
}

export interface DescribeOptions {
  /** Whether it changes something: that is never batched, shared or kept. */
  readonly isMutation: boolean;
  /** The path of a step, by its id. */
  readonly pathOf: (id: string) => string;
}

/** What a step costs whom, in a few words for each fact. */
export function describeStep(step: ExplainedStep, options: DescribeOptions): StepFacts {
  const { connector, kept, kind, timing } = step;
  return {
    asking: [
      ...bringing(step),
      ...(connector === undefined ? [] : asking(step, connector, options)),
    ],
    keeping: options.isMutation || kind === "introspect" ? undefined : describeKeeping(kept),
    timing: describeTiming(timing),
  };
}

/** What is brought to objects that are there; else the path says it. */
function bringing({ kind, fields }: ExplainedStep): readonly string[] {
  if (kind !== "fill" || fields.length === 0) return [];
  return [`brings ${fields.map((coordinate) => coordinate.replace(/^.*\./, "")).join(", ")}`];
}

function asking(
  { calls, batchedWith, isOptional, multipliedBy }: ExplainedStep,
  { source, batch, scope }: ExplainedConnector,
  { isMutation, pathOf }: DescribeOptions,
): readonly string[] {
  if (!isCalling(calls)) return [];
  if (isMutation) return [source, "never batched, shared or kept"];
  const multiplied = multipliedBy.length > 0 ? ["not batched: a call for each key"] : [];
  const batching =
    batch === undefined
      ? multiplied
      : [
          `batches of at most ${batch.maxSize}`,
          ...(batch.windowMs > 0
            ? [`wait up to ${describeDuration(batch.windowMs)} for company`]
            : []),
          ...(batch.onFailure === "TOGETHER" ? ["fail as a whole"] : []),
        ];
  return [
    source,
    ...batching,
    ...(batchedWith.length > 0 ? [`together with ${batchedWith.map(pathOf).join(", ")}`] : []),
    describeSharing(scope),
    ...(isOptional ? ["only for what the objects do not have yet"] : []),
  ];
}

function describeSharing({ sharing, headers, context }: ExplainedScope): string {
  if (sharing === "REQUEST") return "shared with no other request";
  const read = [...headers, ...context.map((path) => ["$context", path].filter(Boolean).join("."))];
  return read.length === 0
    ? "shared by all callers"
    : `shared by callers of equal ${read.join(" and ")}`;
}

function describeKeeping(kept: ExplainedKeeping): string {
  if (kept.kind === "unkept") return `not kept: ${lowerFirst(kept.reason).replace(/\.$/, "")}`;
  const more: readonly (readonly [string, number])[] = [
    ["stale for $ more while it refreshes", kept.staleWhileRevalidateMs],
    ["for $ more if the source fails", kept.staleIfErrorMs],
    ["missing ones for $", kept.missingTtlMs],
  ];
  return [
    `kept for ${describeDuration(kept.ttlMs)}`,
    ...more.filter(([, ms]) => ms > 0).map(([text, ms]) => text.replace("$", describeDuration(ms))),
    ...(kept.isPrivate ? ["for each caller alone"] : []),
  ].join(", ");
}

function describeTiming(timing: ExplainedTiming): string | undefined {
  switch (timing.kind) {
    case "first":
      return undefined;
    case "lazy":
      return `lazy, ${timing.budgetMs === 0 ? "not waited for" : `waited for ${describeDuration(timing.budgetMs)} at most`}: ${timing.reason}`;
    case "deferred":
      return `deferred: ${timing.fragments.map(nameFragment).join(", ")}`;
    case "streamed":
      return `streamed after the first ${timing.initialCount}${nameLabel(timing.label)}`;
  }
}

function nameFragment({
  label,
  path,
}: {
  readonly label: string | undefined;
  readonly path: string;
}) {
  return `${path === "" ? "at the root" : `at ${path}`}${nameLabel(label)}`;
}

function nameLabel(label: string | undefined): string {
  return label === undefined ? "" : ` ("${label}")`;
}

/** The first letter of a sentence that goes on after a colon, unless it begins with a name. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
