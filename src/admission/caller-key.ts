import { isIPv4, isIPv6 } from "node:net";

import type { Caller } from "../kernel/caller.ts";

/**
 * What tells callers apart whose requests are counted: who they are, or else the network from which
 * they come. Undefined for what comes from nowhere: in process.
 */
export function callerKey(
  caller: Caller | undefined,
  address: string | undefined,
): string | undefined {
  if (caller !== undefined) return `caller ${caller.id}`;
  return address === undefined ? undefined : `network ${networkOf(address)}`;
}

/**
 * An IPv4 address itself; of an IPv6 address the first half: nearly anybody has as many of the others
 * as they like. Proxies may have written a port behind it, which each connection has another of.
 */
function networkOf(written: string): string {
  const address = written.replace(/^\[(.*)\](?::\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1");
  if (isIPv4(address)) return address;
  // What is none is one, whatever it is: else it would be for its sender to be as many as they like.
  if (!isIPv6(address)) return "unknown";
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  const [head = [], tail] = address.split("::", 2).map((part) => part.split(":").filter(Boolean));
  const missing = 8 - head.length - (tail?.length ?? 0);
  return [...head, ...Array.from({ length: missing }, () => "0"), ...(tail ?? [])]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
