/** What an error says, without the name of its class. */
export function reasonText(error: unknown): string {
  return String(error).replace(/^(?:[A-Z]\w*)?Error: /, "");
}
