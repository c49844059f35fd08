import type { GraphQLSchema } from "graphql";
import { isObjectType } from "graphql";

import type { Contract } from "./contract.ts";
import { type ContractPart, listInWords } from "./contract-words.ts";
import { nameOfApi } from "./describe-fetch.ts";
import type { InvalidationPolicy, Policies } from "./policies.ts";
import { canBeEqual, readTagPattern } from "./tag-pattern.ts";

/** What a mutation asks, what it makes stale, and whether it is ever sent again, in words. */
export function describeMutation(
  coordinate: string,
  { fieldConnectors, policies, schema }: Pick<Contract, "fieldConnectors" | "policies" | "schema">,
): readonly ContractPart[] {
  const source = fieldConnectors.get(coordinate)?.find((connector) => connector.source)?.source;
  const invalidates = policies.invalidates.get(coordinate);
  const texts = [
    ...(source === undefined ? [] : [`Sent to ${nameOfApi(source)}.`]),
    ...(invalidates === undefined ? [] : [describeInvalidation(invalidates, policies, schema)]),
    ...(policies.idempotent.has(coordinate)
      ? ["Idempotent: after a failure it is sent again, and counts once."]
      : []),
  ];
  return texts.length === 0 ? [] : [{ text: texts.join(" "), owner: undefined }];
}

function describeInvalidation(
  { tags }: InvalidationPolicy,
  { freshness }: Policies,
  schema: GraphQLSchema,
): string {
  if (tags.length === 0) return "Makes nothing stale.";
  const patterns = tags.map(readTagPattern);
  const ended = [...freshness].flatMap(([coordinate, policy]) => {
    const isEnded = policy.tags.some((tag) =>
      patterns.some((pattern) => canBeEqual(pattern, readTagPattern(tag))),
    );
    return isEnded && isVisible(coordinate, schema) ? [coordinate] : [];
  });
  const named = `${tags.length === 1 ? "tag" : "tags"} ${listInWords(tags.map(withoutVariables))}`;
  return ended.length === 0
    ? `Ends what is kept under the ${named}.`
    : `Ends what is kept of ${listInWords(ended)} (${named}).`;
}

/** "post-{$args.id}" is "post-{id}" for those who give the arguments. */
function withoutVariables(tag: string): string {
  return tag.replace(/\{\$\w+\./g, "{");
}

/** Whether callers see what a coordinate names. */
function isVisible(coordinate: string, schema: GraphQLSchema): boolean {
  const [typeName = "", fieldName] = coordinate.split(".");
  const type = schema.getType(typeName);
  if (fieldName === undefined || type === undefined) return type !== undefined;
  return isObjectType(type) && type.getFields()[fieldName] !== undefined;
}
