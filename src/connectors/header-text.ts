import type { HttpHeaders } from "./http-message.ts";

/** The value of a header, by its lower-case name; the first where there are several. */
export function headerText(headers: HttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return (typeof value === "object" ? value[0] : value)?.trim();
}
