import type { Caller } from "./caller.ts";
import { freezeJson } from "./json.ts";

/**
 * The caller of many requests, as nobody can change it: what code did to it for one request, it would
 * have done for all. Freezes the claims.
 */
export function sharedCaller(caller: Caller): Caller {
  freezeJson(caller.claims);
  return Object.freeze({ ...caller, scopes: unchangeable(caller.scopes) });
}

/** Object.freeze does not keep a set from being added to. */
function unchangeable(values: ReadonlySet<string>): ReadonlySet<string> {
  return Object.defineProperties(new Set(values), {
    add: { value: refuse },
    delete: { value: refuse },
    clear: { value: refuse },
  });
}

function refuse(): never {
  throw new TypeError("What a caller may do is the same for all requests: it cannot be changed.");
}
