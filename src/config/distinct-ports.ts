import type { z } from "zod";

/** Where something of a gateway listens; a port that is 0 is one that is free. */
interface Listening {
  readonly host: string;
  readonly port?: number | undefined;
}

/** Refuses two endpoints of one gateway at one port: the later of them could not listen. */
export function distinctPorts(
  settings: Readonly<Record<"server" | "admin" | "metrics", Listening>>,
  context: z.RefinementCtx,
): void {
  for (const [later, others] of pairs) {
    const taken = others.find((other) => haveOnePort(settings[later], settings[other]));
    if (taken === undefined) continue;
    context.addIssue({
      code: "custom",
      path: [later, "port"],
      message: `another port than ${taken}.port, at which the gateway listens, too`,
    });
  }
}

const pairs = [
  ["admin", ["server"]],
  ["metrics", ["server", "admin"]],
] as const;

function haveOnePort(one: Listening, other: Listening): boolean {
  if (one.port === undefined || one.port === 0 || one.port !== other.port) return false;
  const hosts = [one.host, other.host];
  return hosts.some((host) => everywhere.has(host)) || new Set(hosts.map(nameOf)).size === 1;
}

const everywhere: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

function nameOf(host: string): string {
  return host === "localhost" ? "127.0.0.1" : host;
}
