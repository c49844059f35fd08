import { randomUUID } from "node:crypto";

/** Creates a source of names for calls, unique among all calls of all gateways. */
export function createCallIds(): () => string {
  const prefix = randomUUID();
  let count = 0;
  return () => `${prefix}-${++count}`;
}
