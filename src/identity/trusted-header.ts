import { createHash, timingSafeEqual } from "node:crypto";
import { BlockList, isIPv6 } from "node:net";

import { type Json, parseJson } from "../kernel/json.ts";
import { credentialsInvalid } from "./credential-errors.ts";
import type { TrustedHeaderSettings } from "./identity-settings.ts";
import type { Proof } from "./proof.ts";
import { readCaller } from "./read-caller.ts";

/**
 * The word of a proxy in front, which has proven itself by a secret, by its address, or by both
 * where both are set. From anybody else the header is refused, whatever it says.
 */
export function trustedHeader(
  header: string,
  { form, secretHeader, secret, addresses, idClaim, scopesClaim }: TrustedHeaderSettings,
): Proof {
  const expected = secret === undefined ? undefined : hashOf(secret);
  const allowed = addresses.length === 0 ? undefined : networksOf(addresses);
  const options = { voucher: "proxy", idClaim: form === "id" ? "sub" : idClaim, scopesClaim };
  return {
    header,
    challenge: "Bearer",
    callerOf(given, { headers, address }) {
      const isProven =
        (expected === undefined || isSecret(headers[secretHeader], expected)) &&
        (allowed === undefined || isAmong(address, allowed));
      // Which of them was wrong is nothing for strangers to know.
      if (!isProven) throw credentialsInvalid(`"${header}" is not taken from here.`);
      const text = textOf(given);
      const caller = readCaller(form === "id" ? { sub: text } : claimsOf(text), options);
      if (caller === undefined) throw credentialsInvalid(`"${header}" does not say who it is.`);
      return caller;
    },
  };
}

/** Hashes have one length, so that the time it takes to compare them says nothing of the secret. */
function hashOf(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}

function isSecret(given: string | readonly string[] | undefined, expected: Buffer): boolean {
  const bytes = Buffer.from(typeof given === "string" ? given : "", "latin1");
  return timingSafeEqual(createHash("sha256").update(bytes).digest(), expected);
}

function networksOf(addresses: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const written of addresses) {
    const [address = "", prefix] = written.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) networks.addAddress(address, family);
    else networks.addSubnet(address, Number(prefix), family);
  }
  return networks;
}

function isAmong(address: string | undefined, networks: BlockList): boolean {
  // An IPv4 address in IPv6 notation is found as what it is.
  return address !== undefined && networks.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** Bytes of headers are characters here. What is no UTF-8 is nothing: two callers could become one. */
function textOf(given: string): string {
  try {
    return utf8.decode(Buffer.from(given, "latin1"));
  } catch {
    return "";
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function claimsOf(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
