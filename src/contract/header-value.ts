/** Whether a header can carry a text: tabs, visible characters and blanks (RFC 9110, section 5.5). */
export function isHeaderValue(text: string): boolean {
  return !impossible.test(text);
}

const impossible = /[^\t\u0020-\u007e\u0080-\u00ff]/;
