import type { ReadContractOptions } from "../../../../src/contract/read-contract.ts";
import { type Expected, type Files, problemsOf } from "../../../contract/support/problems-of.ts";

/** What is wrong, where (▲ stands before the character that is meant), and what must be said of it. */
export type Refusal = readonly [name: string, files: Files | string, expected: Expected];

/** What is right, though it may look wrong. */
export type Acceptance = readonly [name: string, files: Files | string];

/** As if each field had a resolver: for checks that are not about where fields come from. */
export const resolved: ReadContractOptions = { resolvers: { has: () => true } };

/** Any API, without a source. */
export const get = 'http: { GET: "https://x.dev" }';

/** A link to a version of the specification, with what is imported. */
export function link(version: string, rest = ', import: ["@source", "@connect"]'): string {
  return `extend schema @link(url: "https://specs.apollo.dev/connect/${version}"${rest})\n`;
}

/** A schema whose one field has a connector with these arguments. */
export function connect(rest: string, more = ""): string {
  return `type Query { a(id: ID): Int @connect(${rest}) }\n${more}`;
}

/** The codes of what is wrong or doubtful, but for what is not kept. */
export function codesOf(files: Files | string, options: ReadContractOptions = {}): string[] {
  return problemsOf(files, options)
    .map(({ code }) => code)
    .filter((code) => code !== "MISSING_TTL");
}
