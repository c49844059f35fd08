/** The fields of a log line. */
export type LogFields = Record<string, unknown>;

/** What stands in a log line instead of a secret. */
const redacted = "[redacted]";

/**
 * Fields without their secrets, at any depth: authorization and cookie headers, API keys, tokens,
 * passwords. Fields that hold none are given back as they are.
 */
export function redact(fields: LogFields, depth = 0): LogFields {
  if (depth === maxDepth) return { deeper: "…" };
  let result = fields;
  for (const [key, value] of Object.entries(fields)) {
    const shown = secretName.test(key) ? redacted : redactValue(value, depth);
    if (shown === value) continue;
    // Most lines hold no secret, so that only the others pay for a copy.
    if (result === fields) result = { ...fields };
    result[key] = shown;
  }
  return result;
}

/** What lies deeper says little in a log line, and may be a circle. */
const maxDepth = 6;

const secretName =
  /^(?:proxy-)?authorization$|^(?:set-)?cookie$|^(?:x-)?(?:api|access|auth)[-_]?(?:key|token)$|^token$|^password$|^(?:client[-_]?)?secret$/i;

function redactValue(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth));
  return isFields(value) ? redact(value, depth + 1) : value;
}

function isFields(value: unknown): value is LogFields {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
