import { relative, resolve, sep } from "node:path";

import type { Problem } from "../kernel/problem.ts";
import type { CommandContext } from "./command-context.ts";

/**
 * A problem as a workflow command of GitHub's, which makes an annotation of it: in the file that a
 * pull request shows, at the line. Files are named from the workspace, where the repository is.
 */
export function writeGithubCommand(
  { severity, code, message, help, origin, endColumn }: Problem,
  { cwd, env }: Pick<CommandContext, "cwd" | "env">,
): string {
  const workspace = env["GITHUB_WORKSPACE"] ?? cwd;
  const properties = {
    file: origin && relative(workspace, resolve(cwd, origin.file)).split(sep).join("/"),
    line: origin?.line,
    endLine: endColumn && origin?.line,
    col: origin?.column,
    endColumn,
    title: code,
  };
  const written = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
  );
  return `::${severity} ${written.join(",")}::${escapeData(`${message}\n${help}`)}`;
}

/** A command ends with its line, and `%` begins an escape. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Properties end with a comma, and all of them with a colon. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
