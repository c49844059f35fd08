import type { FastifyInstance } from "fastify";

import { ProblemsError, type Problem } from "../kernel/problem.ts";

export interface Endpoint {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** The group of settings that say so. Default: `server`, which flags can set, too. */
  readonly settings?: string;
}

/**
 * Makes `app` listen. Resolves with the address a person can open, without a path.
 *
 * @throws ProblemsError when the port is taken, or the address cannot be used.
 */
export async function listen(app: FastifyInstance, endpoint: Endpoint): Promise<string> {
  const { host, port } = endpoint;
  try {
    const url = new URL(await app.listen({ host, port }));
    if (opensAsLocalhost.has(host)) url.hostname = "localhost";
    return url.origin;
  } catch (error) {
    throw new ProblemsError([problemOf(error, endpoint)]);
  }
}

/** The names of this machine. The first two are addresses to listen on, and none to open. */
const opensAsLocalhost: ReadonlySet<string> = new Set([
  "0.0.0.0",
  "::",
  "127.0.0.1",
  "::1",
  "localhost",
]);

function problemOf(error: unknown, { host, port, settings }: Endpoint): Problem {
  const place = { severity: "error", origin: undefined } as const;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return {
      ...place,
      code: "PORT_IN_USE",
      message: `Port ${port} on ${host} is in use by another process.`,
      help:
        settings === undefined
          ? "Stop that process, or choose another port: server.port in sluice.yaml, or --port."
          : `Stop that process, or choose another port: ${settings}.port in sluice.yaml.`,
    };
  }
  return {
    ...place,
    code: "CANNOT_LISTEN",
    message: `Listening on port ${port} of ${host} failed: ${String(error)}.`,
    help:
      settings === undefined
        ? "Check server.host and server.port in sluice.yaml, or --host and --port."
        : `Check ${settings}.host and ${settings}.port in sluice.yaml.`,
  };
}
