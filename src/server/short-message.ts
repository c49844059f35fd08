/**
 * A message as clients are told it: what is wrong in a request is quoted in it, and may be as long as
 * a request, and be wrong in many ways. Of a long one the beginning and the end are told.
 */
export function shortMessage(message: string): string {
  if (message.length <= maxLength) return message;
  return `${message.slice(0, maxLength - endLength)} … ${message.slice(-endLength)}`;
}

const maxLength = 1000;

/** So much says why a value is wrong, after the value. */
const endLength = 300;
