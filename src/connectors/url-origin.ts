import { type Origin, type Problem, ProblemsError } from "../kernel/problem.ts";
import type { Variables } from "../mapping/mapping.ts";
import type { Template, TemplatePart } from "../mapping/template.ts";

export interface SplitUrl {
  /** Scheme, host and port: "https://api.example.com". */
  readonly origin: string;
  /** What follows: path and query. */
  readonly rest: readonly TemplatePart[];
}

/**
 * Takes the origin off an absolute URL.
 *
 * The origin is fixed at load: expressions in it read `$config` and `$env` alone, so that nothing a
 * client sends can change where a call goes, and each source has one pool of connections.
 *
 * @throws ProblemsError when there is no such origin.
 */
export function splitOrigin(
  url: Pick<Template, "text" | "parts">,
  loadVariables: Variables,
  place: Origin,
): SplitUrl {
  let text = "";
  for (const [index, part] of url.parts.entries()) {
    const value = typeof part === "string" ? part : part(loadVariables);
    if (typeof value !== "string" && typeof value !== "number") {
      throw problem(place, {
        message: `The scheme and host of a URL must be known at load; in "${url.text}" they are not.`,
        help: "Up to the first slash, read only $config and $env, and set what they read.",
      });
    }
    text += value;
    const authority = authorityOf(text);
    if (authority.length < text.length) {
      const rest = [text.slice(authority.length), ...url.parts.slice(index + 1)];
      return { origin: originOf(authority, url.text, place), rest };
    }
  }
  return { origin: originOf(text, url.text, place), rest: [] };
}

/** Scheme and authority (RFC 3986, section 3), or the whole text where they do not end yet. */
function authorityOf(text: string): string {
  return /^[^/?#]*:\/\/[^/?#]+(?=[/?#])/.exec(text)?.[0] ?? text;
}

function originOf(authority: string, text: string, place: Origin): string {
  const url = URL.parse(authority);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw problem(place, {
      message: `A URL must be absolute, and of http or https; "${text}" is not.`,
      help: 'Write it as "https://host/path".',
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw problem(place, {
      message: "A URL must not carry a user name or a password.",
      help: "Send them in a header: Authorization, with a value that reads $config or $env.",
    });
  }
  return url.origin;
}

function problem(origin: Origin, { message, help }: Pick<Problem, "message" | "help">) {
  return new ProblemsError([{ code: "INVALID_URL", severity: "error", message, help, origin }]);
}
