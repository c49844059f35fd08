/**
 * The first part of the store keys of one connector and scope; the key's own id comes after it.
 *
 * Version and scope are in base64url or empty, so that neither has a colon, and no two of
 * connector, scope and key share a store key.
 */
export function entryKeyPrefix(version: string, scope: string): string {
  return `${version}:${scope}:`;
}
