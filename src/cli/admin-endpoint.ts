import { httpUrl } from "../config/value.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";

/** Where a gateway takes orders. */
export interface AdminEndpoint {
  readonly url: string;
  readonly token: string;
}

interface AdminFlags {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
}

interface AdminSettings {
  readonly host: string;
  readonly port?: number | undefined;
  readonly token?: string | undefined;
}

/**
 * The admin endpoint to ask: the one that the flags name, or else the configured one.
 *
 * @throws ProblemsError when there is none, or its address or its token is missing.
 */
export function adminEndpoint(flags: AdminFlags, settings: AdminSettings): AdminEndpoint {
  const url = flags.url === undefined ? addressOf(settings) : checkedUrl(flags.url);
  if (url === undefined) throw new ProblemsError([noWay]);
  const token = flags.token ?? settings.token ?? "";
  if (token === "") throw new ProblemsError([noToken(url)]);
  return { url, token };
}

function checkedUrl(url: string): string {
  if (httpUrl().safeParse(url).success) return url;
  throw new ProblemsError([badUrl(url)]);
}

function addressOf({ host, port }: AdminSettings): string | undefined {
  return port === undefined ? undefined : `http://${hostOf(host)}:${port}`;
}

/** An address to listen on, as one to call. */
function hostOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

const noWay: Problem = {
  code: "ADMIN_MISSING",
  severity: "error",
  message:
    "`sluice invalidate` reaches gateways through their Redis, or one of them through its admin endpoint, and neither is configured.",
  help: "Set redis.url, or admin.port and admin.token, here and in the gateway; or give --url and --token.",
  origin: undefined,
};

function noToken(url: string): Problem {
  return {
    code: "ADMIN_MISSING",
    severity: "error",
    message: `The admin endpoint at ${url} must be sent its token, and there is none to send.`,
    help: "Give --token, or set admin.token (SLUICE_ADMIN_TOKEN): it is what the gateway has as admin.token.",
    origin: undefined,
  };
}

function badUrl(url: string): Problem {
  const isWithoutScheme = !url.includes("://") && httpUrl().safeParse(`http://${url}`).success;
  // A user and a password are not to be in logs.
  const shown = url.replace(/^(.*\/\/)?.*@/s, "$1…@");
  return {
    code: "ADMIN_URL_INVALID",
    severity: "error",
    message: `--url must be an http or https URL without credentials, query and fragment, and is "${shown}".`,
    help: isWithoutScheme
      ? `Add http:// to it: --url http://${url}`
      : "Write, for example: --url http://127.0.0.1:4001, with the port of admin.port.",
    origin: undefined,
  };
}
