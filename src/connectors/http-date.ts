/**
 * Reads a date in a header as milliseconds since 1970: all three forms of RFC 9110, section 5.6.7.
 * Undefined for what is no date.
 */
export function parseHttpDate(text: string): number | undefined {
  // Date.parse takes bare numbers as years, and a date without a zone as local time.
  if (!startsWithDay.test(text)) return undefined;
  const dateMs = Date.parse(text.includes("GMT") ? text : `${text} GMT`);
  return Number.isNaN(dateMs) ? undefined : dateMs;
}

const startsWithDay = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;
