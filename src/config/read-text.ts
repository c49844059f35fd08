/**
 * What a text from a variable is, for a setting that may have these types: a list has commas
 * between its items. A text that is none of the types stays text, and fails the check of its value.
 */
export function readText(
  text: string,
  types: readonly string[],
): string | number | boolean | string[] {
  if (types.includes("array")) return text.split(",").map((item) => item.trim());
  const value = readScalar(text);
  if (typeof value === "boolean") return types.includes("boolean") ? value : text;
  if (typeof value === "number") {
    return types.includes("integer") || types.includes("number") ? value : text;
  }
  return text;
}

/** What YAML makes of a text without quotes: a number, a boolean or the text itself. */
export function readScalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? Number(text) : text;
}
