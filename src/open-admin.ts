import type { Config } from "./config/config.ts";
import {
  type AdminServer,
  type AdminServerOptions,
  createAdminServer,
} from "./server/admin-server.ts";

/** The endpoint for operators, which is off unless it has a port. */
export function openAdmin(
  { admin: { host, port, token } }: Pick<Config, "admin">,
  options: Pick<AdminServerOptions, "log" | "invalidate">,
): AdminServer | undefined {
  if (port === undefined || token === undefined) return undefined;
  return createAdminServer({ host, port, token, ...options });
}
