/**
 * Whether the text of a URL template is, or may become, an absolute HTTP URL: what starts with an
 * expression is known only when it is called, and so is what has one in its host.
 */
export function isAbsoluteHttpUrl(text: string): boolean {
  if (text.startsWith("{")) return true;
  return /^https?:\/\/[^/?#\s]/i.test(text) && (text.includes("{") || URL.canParse(text));
}
