import type { ConstValueNode } from "graphql";

import { fieldOf, itemsOf, requiredString, stringOf } from "./argument-values.ts";
import type { ProblemLog } from "./contract-problem.ts";
import type { HeaderMapping } from "./contract.ts";
import type { Expressions } from "./expressions.ts";
import { isHeaderValue } from "./header-value.ts";

/** Reads `headers:`, and refuses those that must not be set, or not by a client. */
export function readHeaders(
  value: ConstValueNode | undefined,
  expressions: Expressions,
  problems: ProblemLog,
): readonly HeaderMapping[] {
  return itemsOf(value).flatMap((item) => readHeader(item, expressions, problems) ?? []);
}

/** Connection headers belong to the HTTP client, which writes them itself. */
const reserved =
  /^(connection|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|content-encoding|accept-encoding|keep-alive)$/;
const valueOnly: ReadonlySet<string> = new Set(["content-type", "accept", "host"]);

const knownAtLoad: ReadonlySet<string> = new Set(["$config", "$env"]);

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function readHeader(
  item: ConstValueNode,
  expressions: Expressions,
  problems: ProblemLog,
): HeaderMapping | undefined {
  const refuse = (node: ConstValueNode, message: string, help: string): undefined => {
    problems.error("INVALID_HEADER", node, { message, help });
  };
  const nameNode = requiredString(fieldOf(item, "name"));
  const from = stringOf(fieldOf(item, "from"));
  const value = stringOf(fieldOf(item, "value"));
  const name = nameNode.value;
  if (!token.test(name)) {
    return refuse(
      nameNode,
      `"${name}" cannot be the name of a header.`,
      "Use letters, digits and hyphens.",
    );
  }
  if (reserved.test(name.toLowerCase())) {
    return refuse(nameNode, `The header "${name}" is set by the HTTP client.`, "Remove it.");
  }
  if (from === undefined) {
    if (value === undefined) {
      return refuse(
        item,
        `The header "${name}" has neither \`from\` nor \`value\`.`,
        "Give it one of the two.",
      );
    }
    const template = expressions.header(value);
    if (template?.parts.some((part) => typeof part === "string" && !isHeaderValue(part)) === true) {
      return refuse(
        value,
        `The value of the header "${name}" has a character no header can carry, such as a line break.`,
        "Write it in one line, in ASCII.",
      );
    }
    const isOfCaller = template?.reads.some(({ variable }) => !knownAtLoad.has(variable)) === true;
    if (name.toLowerCase() === "host" && isOfCaller) {
      return refuse(
        value,
        'The header "Host" says whose request it is, which no caller may decide.',
        "Read only $config and $env in its value.",
      );
    }
    return template && { name, value: template };
  }
  if (value !== undefined) {
    return refuse(
      item,
      `The header "${name}" has both \`from\` and \`value\`.`,
      "Keep one of the two.",
    );
  }
  if (valueOnly.has(name.toLowerCase())) {
    return refuse(
      from,
      `The header "${name}" describes the gateway's own request, not the client's.`,
      "Write it with `value`.",
    );
  }
  if (!token.test(from.value)) {
    return refuse(
      from,
      `"${from.value}" cannot be the name of a header.`,
      "Name the client's header.",
    );
  }
  return { name, from: from.value };
}
