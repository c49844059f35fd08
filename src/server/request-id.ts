import { randomUUID } from "node:crypto";

/** What a request is called in logs, and in the answer to it: in this header. */
export const requestIdHeader = "x-request-id";

/** The id that whoever stands in front has given a request, if it is sane; else a new one. */
export function requestIdOf({ headers }: RequestWithId): string {
  const given = headers[requestIdHeader];
  return typeof given === "string" && isSane.test(given) ? given : randomUUID();
}

interface RequestWithId {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const isSane = /^[\w.:/+=@-]{1,128}$/;
