/** What to write instead of text that begins nothing in a mapping: operators of other languages, and keys without quotes. */
export function helpForStrayText(text: string, offset: number): string {
  for (const [operator, help] of otherOperators) {
    if (text.startsWith(operator, offset)) return help;
  }
  const start = text.slice(0, offset).search(/[\w-]*$/);
  const length = text.slice(offset).search(/[^\p{L}\p{N}_-]|$/u);
  const key = text.slice(start, offset + length);
  return key.length > 1
    ? `If it is part of a key, put the key in quotes: \`"${key}"\`.`
    : "If it is part of a key, put the key in quotes.";
}

/** Longer ones first. */
const otherOperators: readonly (readonly [string, string])[] = [
  ["||", "For the first value that is there write `a ?? b`; for booleans `a->or(b)`."],
  ["&&", "For booleans write `a->and(b)`."],
  ["==", "To compare, write `a->eq(b)`."],
  ["=", "Between a key and its value write `:`; to compare, `a->eq(b)`."],
  ["!=", "To compare, write `a->ne(b)`."],
  ["!", "For the contrary write `a->not`."],
  ["<", "To compare, write `a->lt(b)` or `a->lte(b)`."],
  [">", "To compare, write `a->gt(b)` or `a->gte(b)`."],
  ["+", "To add numbers write `a->add(b)`; to join texts, `[a, b]->joinNotNull('')`."],
  ["*", "To multiply write `a->mul(b)`."],
  ["/", "To divide write `a->div(b)`. A comment begins with `#`."],
  ["%", "For what is left of a division write `a->mod(b)`."],
  ["`", "Put text in single or double quotes: `'text'`."],
  [";", "Separate fields by blanks or line breaks."],
];
