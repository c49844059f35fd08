import type { Config } from "./config/config.ts";
import type { Contract } from "./contract/contract.ts";
import { credentialHeaders } from "./identity/identity.ts";
import type { Problem } from "./kernel/problem.ts";

/** Finds a schema that asks callers who they are, where the settings let nobody prove it. */
export function checkGuards(
  { identity }: Pick<Config, "identity">,
  { requirements: { fields, types } }: Pick<Contract, "requirements">,
): readonly Problem[] {
  const [guarded] = [...fields.keys(), ...types.keys()];
  if (guarded === undefined || credentialHeaders(identity).length > 0) return [];
  return [
    {
      code: "GUARDED_FROM_ALL",
      severity: "warning",
      message: `"${guarded}" is for callers who have proven who they are, and the settings know no way to prove it: over HTTP it is null for everybody.`,
      help: "Say in `identity` how callers prove who they are.",
      origin: undefined,
    },
  ];
}
