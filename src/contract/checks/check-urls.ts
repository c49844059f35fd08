import { argumentOf, fieldOf } from "../argument-values.ts";
import type { ProblemLog } from "../contract-problem.ts";
import { isAbsoluteHttpUrl } from "../http-url.ts";
import type { ConnectorDeclaration } from "../read-connectors.ts";

/** Checks that a connector's URL is relative to its source, or absolute where it has none. */
export function checkUrls(
  declarations: readonly ConnectorDeclaration[],
  problems: ProblemLog,
): void {
  for (const { connector, directive } of declarations) {
    if (connector.request === undefined) continue;
    const { method, url } = connector.request;
    const node = fieldOf(argumentOf(directive, "http"), method);
    const text = url.text.trim();
    const isAbsolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
    if (connector.source !== undefined && isAbsolute) {
      problems.error("URL_NOT_RELATIVE", node, {
        message: `With a source, the URL is relative to its base URL; this is "${text}".`,
        help: "Write only the path, or leave out `source`.",
      });
    }
    if (connector.source === undefined && !isAbsoluteHttpUrl(text)) {
      problems.error("URL_NOT_ABSOLUTE", node, {
        message: `Without a source, the URL starts with http:// or https:// and a host; this is "${text}".`,
        help: "Write it whole, or name a source with `source`.",
      });
    }
  }
}
