import { GatewayError } from "../kernel/gateway-error.ts";
import type { MaybeJson } from "../mapping/mapping.ts";

/**
 * A value as the text that stands for it in a URL or a header: nothing for null and missing.
 *
 * @throws GatewayError `CONNECTOR_REQUEST_INVALID` for a list or an object; `place` says where.
 */
export function scalarText(value: MaybeJson, place: string): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value === "object") {
    throw invalidRequest(
      `A value in ${place} must be text, a number or a boolean; it is ${
        Array.isArray(value) ? "a list" : "an object"
      }.`,
    );
  }
  return String(value);
}

/** The error for inputs that no request can be built from. */
export function invalidRequest(message: string): GatewayError {
  return new GatewayError("CONNECTOR_REQUEST_INVALID", message);
}
