/** The directives whose variables decide how an operation is planned. */
export const planningDirectives: ReadonlySet<string> = new Set([
  "skip",
  "include",
  "defer",
  "stream",
]);
