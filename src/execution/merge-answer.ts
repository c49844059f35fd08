import type { Answer } from "./plan.ts";

/** Puts what a patch has into the object it is for. */
export function mergeAnswer(owner: Answer, patch: Answer): void {
  for (const [key, value] of Object.entries(patch)) {
    // Assigned, `__proto__` would be no key.
    if (key === "__proto__") Object.defineProperty(owner, key, { ...ownProperty, value });
    else owner[key] = value;
  }
}

const ownProperty = { enumerable: true, configurable: true, writable: true };
