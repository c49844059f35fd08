import { lookup as lookUp } from "node:dns";
import type { LookupFunction } from "node:net";

import { buildConnector } from "undici";

import { isRefusedAddress, isRefusedHost } from "./refused-addresses.ts";
import type { TlsMaterial } from "./tls-material.ts";

export interface ConnectSettings {
  readonly connectTimeoutMs: number;
  /** Undefined: as Node does it by default. */
  readonly tls: TlsMaterial | undefined;
  /** Whether link-local addresses and those of metadata services may be called. */
  readonly allowLinkLocal: boolean;
}

/**
 * What opens the connections to a source. It looks at the address that is really connected to, so
 * that no name leads to one that is refused, whatever it resolved to before.
 */
export function openConnect({
  connectTimeoutMs,
  tls,
  allowLinkLocal,
}: ConnectSettings): buildConnector.connector {
  const { serverName, ...certificates } = tls ?? {};
  const connect = buildConnector({
    ...certificates,
    timeout: connectTimeoutMs,
    // One connection per call keeps a limit on calls what it says.
    allowH2: false,
    ...(!allowLinkLocal && { lookup: refuseAddresses }),
  });
  return (options, callback) => {
    // What is an address already is never looked up.
    if (!allowLinkLocal && isRefusedHost(options.hostname)) {
      callback(new RefusedAddressError(options.hostname), null);
      return;
    }
    connect(serverName === undefined ? options : { ...options, servername: serverName }, callback);
  };
}

/** No connection may be opened to this address. */
export class RefusedAddressError extends Error {
  override readonly name = "RefusedAddressError";

  constructor(host: string, address = host) {
    const at = address === host ? host : `${host} (${address})`;
    super(`${at} is a link-local address, or one of a metadata service`);
  }
}

const refuseAddresses: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, options, (error, found, family) => {
    const addresses = typeof found === "string" ? [found] : found?.map(({ address }) => address);
    const refused = addresses?.find(isRefusedAddress);
    if (refused === undefined) callback(error, found, family);
    else callback(new RefusedAddressError(hostname, refused), found, family);
  });
};
