import type { InvalidatedKey } from "../freshness/invalidation.ts";
import { isJsonObject, type JsonObject, parseJson } from "../kernel/json.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";

/**
 * Reads an object's key from the command line: "User:id=5", with several fields
 * "User:org=acme,id=5", or as JSON, 'User:{"id":"a,b"}'.
 *
 * @throws ProblemsError when it is written otherwise.
 */
export function readKey(text: string): InvalidatedKey {
  const [, type, fields = ""] = /^(\w+):(.+)$/s.exec(text) ?? [];
  const key = readJsonKey(fields) ?? readFields(fields);
  if (type === undefined || key === undefined) throw new ProblemsError([malformed(text)]);
  return { type, key };
}

function readJsonKey(text: string): JsonObject | undefined {
  try {
    const key = parseJson(text);
    return isJsonObject(key) && Object.keys(key).length > 0 ? key : undefined;
  } catch {
    return undefined;
  }
}

function readFields(text: string): JsonObject | undefined {
  const fields = text.split(",");
  if (!fields.every((field) => /^\w+=/.test(field))) return undefined;
  return Object.fromEntries(
    fields.map((field) => {
      const end = field.indexOf("=");
      return [field.slice(0, end), field.slice(end + 1)];
    }),
  );
}

function malformed(text: string): Problem {
  return {
    code: "INVALIDATION_MALFORMED",
    severity: "error",
    message: `A key must be written Type:field=value, and this is ${text}.`,
    help: `Write, for example: --key User:id=5, or --key User:org=acme,id=5, or --key 'User:{"id":"a,b"}'.`,
    origin: undefined,
  };
}
