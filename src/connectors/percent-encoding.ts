/** Percent-encodes all but letters, digits and `-._~` (RFC 3986, section 2.3). */
export function encodeComponent(text: string): string {
  if (!special.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(leftByJavaScript, encodeCharacter);
}

/** Percent-encodes what can stand nowhere in a URL, and leaves its structure as it is. */
export function encodeStaticText(text: string): string {
  return text.toWellFormed().replace(neverInUrl, encodeURIComponent);
}

/** Like {@link encodeComponent}, but a blank is "+" (application/x-www-form-urlencoded). */
export function encodeFormComponent(text: string): string {
  return encodeComponent(text).replaceAll("%20", "+");
}

const special = /[^A-Za-z0-9\-._~]/;
const leftByJavaScript = /[!'()*]/g;
const neverInUrl = /[^\u0021-\u007e]+|["<>\\^`{|}]/g;

function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
