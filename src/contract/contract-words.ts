/** One promise of a contract in words: whole sentences, on a line of their own. */
export interface ContractPart {
  readonly text: string;
  /** Who answers for it. */
  readonly owner: string | undefined;
}

/**
 * What an author says of a type or a field, and after a blank line its contract: a line for each
 * part. An owner of several parts is named with the first of them.
 */
export function withContract(
  description: string | null | undefined,
  parts: readonly ContractPart[],
): string | undefined {
  const own = description ?? undefined;
  if (parts.length === 0) return own;
  const named = new Set<string>();
  const lines = parts.map(({ text, owner }) => {
    if (owner === undefined || named.has(owner)) return text;
    named.add(owner);
    return `${text} Owner: ${sentence(owner)}`;
  });
  const contract = lines.join("\n");
  return own === undefined ? contract : `${own.trimEnd()}\n\n${contract}`;
}

/** "a", "a and b", "a, b and c". */
export function listInWords(words: readonly string[]): string {
  const last = words.slice(-1).join("");
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** A text with a full stop, where it has none yet. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A text with a capital. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
