import type { NameNode } from "graphql";

/** A name as its file writes it: that of a directive may stand for another name, by `@link`. */
export function writtenNameOf({ name }: { readonly name: NameNode }): string {
  return name.loc?.startToken.value ?? name.value;
}
