import { BlockList, isIP } from "node:net";

/**
 * Whether a host, as URLs have it, is a link-local address or a metadata service: what a machine
 * tells its own programs there, such as credentials of the cloud, is for no source.
 *
 * Names that only resolve to such an address are not known from their text: see `open-connect.ts`.
 */
export function isRefusedHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) !== 0) return isRefusedAddress(bare);
  return metadataNames.has(bare.toLowerCase().replace(/\.$/, ""));
}

/** The same of an address. */
export function isRefusedAddress(address: string): boolean {
  const [bare = ""] = address.split("%");
  return refused.check(bare, isIP(bare) === 6 ? "ipv6" : "ipv4");
}

const metadataNames = new Set([
  "metadata.google.internal",
  "metadata.goog",
  "instance-data.ec2.internal",
]);

const refused = blockList();

function blockList(): BlockList {
  const list = new BlockList();
  // Covers its IPv4-mapped form, too.
  list.addSubnet("169.254.0.0", 16);
  list.addSubnet("fe80::", 10, "ipv6");
  // The same addresses inside of others: IPv4-compatible, NAT64 (RFC 6052), 6to4 (RFC 3056).
  list.addSubnet("::169.254.0.0", 112, "ipv6");
  list.addSubnet("64:ff9b::169.254.0.0", 112, "ipv6");
  list.addSubnet("2002:a9fe::", 32, "ipv6");
  // Metadata services elsewhere: Amazon and Google by IPv6, Alibaba, Azure, Oracle.
  list.addSubnet("fd00:ec2::", 32, "ipv6");
  list.addAddress("fd20:ce::254", "ipv6");
  list.addAddress("100.100.100.200");
  list.addAddress("168.63.129.16");
  list.addAddress("192.0.0.192");
  return list;
}
