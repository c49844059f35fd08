import { readContractFromFiles } from "../../../src/contract/read-contract.ts";
import type { Contract } from "../../../src/contract/contract.ts";
import type { Files } from "./problems-of.ts";

/** The contract of a schema in which every field may have a custom resolver. */
export function contractOf(files: Files | string): Contract {
  const named = typeof files === "string" ? { "schema.graphql": files } : files;
  return readContractFromFiles(
    Object.entries(named).map(([file, text]) => ({ file, text })),
    { resolvers: { has: () => true } },
  );
}
