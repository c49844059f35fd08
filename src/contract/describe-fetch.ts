import type { Connector, Source } from "./contract.ts";
import { capitalized, type ContractPart, listInWords } from "./contract-words.ts";
import { describeDuration } from "./describe-duration.ts";
import type { BatchPolicy } from "./policies.ts";

export interface DescribedFetch {
  readonly connector: Connector;
  /** What holds, whoever said it. */
  readonly policy: BatchPolicy;
  /**
   * What it brings: the value of the field that it stands on, objects, or fields that the objects'
   * own fetch leaves out.
   */
  readonly brings: "field" | "objects" | "fields";
  /** Whether what stands before has named the source. */
  readonly isSourceTold: boolean;
}

/** Where a value comes from, and who shares its call, in words. Hosts are not told. */
export function describeFetch({
  connector,
  policy,
  brings,
  isSourceTold,
}: DescribedFetch): ContractPart {
  const { batch, place, source } = connector;
  const isAlone = policy.sharing === "REQUEST";
  const apart = brings === "fields" ? " in calls of its own" : "";
  const ways =
    batch === undefined
      ? [brings === "field" && place.kind === "query" ? "one call" : "one call each"]
      : [
          `fetched by key${apart}`,
          sizeOf(batch.maxSize),
          ...windowOf(policy),
          ...sharing(connector, isAlone),
        ];
  if (isAlone) ways.push("not shared between requests");
  const text = `${ways.join(", ")}.`;
  const isToldNow = source !== undefined && !isSourceTold;
  const together =
    batch !== undefined && policy.onFailure === "TOGETHER"
      ? " If one of a call fails, all of them do."
      : "";
  return {
    text: `${isToldNow ? `From ${nameOfApi(source)}: ${text}` : capitalized(text)}${together}`,
    owner: policy.owner,
  };
}

/**
 * For whom a value is, in words; undefined: for everybody.
 *
 * @param inputs of the connector that fetches it, if there is one.
 */
export function describePrivacy(
  { headers, context }: ReadsOfRequest = { headers: [], context: [] },
  isPrivate = false,
): string | undefined {
  const reads: string[] = [];
  if (headers.length > 0) {
    reads.push(`the ${listInWords(headers)} ${headers.length === 1 ? "header" : "headers"}`);
  }
  if (context.length > 0) reads.push(describeContext(context));
  if (reads.length > 0) return `Private to each caller: depends on ${listInWords(reads)}.`;
  return isPrivate ? "Private to each caller." : undefined;
}

function describeContext(paths: ReadsOfRequest["context"]): string {
  const claims = paths.map(([key, claim]) => (key === "claims" ? claim : undefined));
  const named = claims.filter((claim) => claim !== undefined);
  if (named.length < claims.length) return "who asks";
  return `the caller's ${listInWords([...new Set(named)])}`;
}

type ReadsOfRequest = Pick<Connector["inputs"], "headers" | "context">;

/** What callers know a source by. */
export function nameOfApi({ name }: Pick<Source, "name">): string {
  return /api$/i.test(name) ? `the ${name}` : `the ${name} API`;
}

function sizeOf(maxSize: number | undefined): string {
  if (maxSize === undefined) return "many in one call";
  return maxSize === 1 ? "one call each" : `up to ${maxSize} in one call`;
}

function windowOf({ windowMs }: BatchPolicy): readonly string[] {
  return windowMs === 0 ? [] : [`waiting up to ${describeDuration(windowMs)} for company`];
}

function sharing(connector: Connector, isAlone: boolean): readonly string[] {
  if (isAlone) return [];
  const isScoped = describePrivacy(connector.inputs) !== undefined;
  return [`shared with ${isScoped ? "callers of equal credentials" : "all callers"}`];
}
