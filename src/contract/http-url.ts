/**
 * Whether the text of a URL template is, or may become, an absolute HTTP URL: what starts with an
 * expression is known only when it is called.
 */
export function isAbsoluteHttpUrl(text: string): boolean {
  return text.startsWith("{") || /^https?:\/\/[^/?#\s]/i.test(text);
}
