import { listInWords } from "../../contract/contract-words.ts";
import { type Requirement, scopesInWords } from "../../contract/requirements.ts";

/** Says what a caller needs to be answered as it is explained: a sentence for each requirement. */
export function tellGuards(places: ReadonlyMap<string, Requirement>): readonly string[] {
  return [...Map.groupBy(places, ([, requirement]) => requirement)].map(([requirement, own]) => {
    const names = own.map(([name]) => name);
    const needs = scopesInWords(requirement).join(", and ") || "an authenticated caller";
    return `The caller may see ${listInWords(names)}, which ${names.length === 1 ? "needs" : "need"} ${needs}.`;
  });
}
