import { createIdentity, type Identity } from "../../../src/identity/identity.ts";
import { identity as identitySchema } from "../../../src/config/identity-config.ts";
import type { ConfigInput } from "../../../src/config/config.ts";
import type { Caller } from "../../../src/kernel/caller.ts";
import { type Clock, systemClock } from "../../../src/kernel/clock.ts";
import type { GatewayError } from "../../../src/kernel/gateway-error.ts";
import { createLogMemory } from "../../gateway/support/open-gateway.ts";

export interface OpenIdentity {
  readonly identity: Identity;
  readonly lines: ReturnType<typeof createLogMemory>["lines"];
  /** Who sends a request with these headers, at once or later. */
  readonly who: (headers: Headers, address?: string) => ReturnType<Identity["identify"]>;
  /** The error with which such a request is refused; fails where it is not. */
  readonly refusal: (headers: Headers, address?: string) => Promise<GatewayError>;
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** What finds out who callers are, by settings in the form of sluice.yaml. */
export function identityOf(
  settings: NonNullable<ConfigInput["identity"]>,
  clock: Clock = systemClock,
): OpenIdentity {
  const { log, lines } = createLogMemory();
  const identity = createIdentity(identitySchema.parse(settings), { clock, log });
  if (identity === undefined) throw new Error("No way to prove who somebody is was set.");
  const who: OpenIdentity["who"] = (headers, address) =>
    identity.identify({
      // As Node joins what comes twice.
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, it]) => [name, [it].join(", ")]),
      ),
      headersDistinct: () =>
        Object.fromEntries(Object.entries(headers).map(([name, it]) => [name, [it].flat()])),
      address,
    });
  const refusal: OpenIdentity["refusal"] = async (headers, address) => {
    let caller: Caller | undefined;
    try {
      caller = await who(headers, address);
    } catch (error) {
      return error as GatewayError;
    }
    throw new Error(`It was taken for ${caller?.id ?? "nobody"}.`);
  };
  return { identity, lines, who, refusal };
}

/** The header of a token. */
export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
