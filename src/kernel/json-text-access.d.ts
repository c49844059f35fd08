/** What TypeScript's library does not yet declare of JSON.parse source text access (ES2026). */
interface JSON {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context?: { source?: string }) => unknown,
  ): never;
  rawJSON(text: string): object;
}
