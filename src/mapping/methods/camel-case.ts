/**
 * A key in camelCase: `login_name`, `login-name`, `LoginName` and `LOGIN_NAME` are `loginName`.
 * Separators at the start stay (`_id`, `__typename`).
 */
export function camelCase(key: string): string {
  const lead = key.slice(0, key.search(/[^_\-.\s]|$/));
  const words = key
    .slice(lead.length)
    .split(/[_\-.\s]+/)
    .filter((word) => word !== "");
  const renamed = words.map((word, index) => (index === 0 ? lowerFirst(word) : upperFirst(word)));
  return lead + renamed.join("");
}

/** `USER` is one word; of `URLPath` only `URL` is lowered. */
function lowerFirst(word: string): string {
  return word.replace(/^(?:\p{Lu}+(?!\p{Ll})|\p{Lu})/u, (capitals) => capitals.toLowerCase());
}

function upperFirst(word: string): string {
  const rest = word.slice(1);
  const isAllUpper = word === word.toUpperCase();
  return word.slice(0, 1).toUpperCase() + (isAllUpper ? rest.toLowerCase() : rest);
}
