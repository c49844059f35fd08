import { randomUUID } from "node:crypto";

/** Names a call, among all calls of all gateways. */
export function newCallId(): string {
  return randomUUID();
}
