import { createHmac } from "node:crypto";

/** Texts in the order of a token's parts. */
const part = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A token of these parts, whatever they are; a text is taken as it is. */
export function token(header: unknown, claims: unknown, signature = ""): string {
  return `${part(header)}.${part(claims)}.${signature}`;
}

/** A token that is signed with a shared secret, whatever it says of itself. */
export function signedBySecret(
  header: unknown,
  claims: unknown,
  secret: string | Uint8Array,
): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
