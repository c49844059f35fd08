import type { ContractPart } from "./contract-words.ts";
import { capitalized } from "./contract-words.ts";
import { type Requirement, scopesInWords } from "./requirements.ts";

/** What it takes to see something, in words. */
export function describeRequirement(requirement: Requirement): ContractPart {
  const [first = "an authenticated caller", ...others] = scopesInWords(requirement);
  const needs = [`needs ${first}.`, ...others.map((scopes) => `also needs ${scopes}.`)];
  return { text: needs.map(capitalized).join(" "), owner: undefined };
}
