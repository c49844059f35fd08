/** Whether a response of this status may be another one when the same is asked again. */
export function isRetryableStatus(status: number): boolean {
  return retryable.has(status);
}

/** Those that say so of themselves (RFC 9110, section 15; RFC 8470; RFC 6585), and any failure of the server. */
const retryable: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
