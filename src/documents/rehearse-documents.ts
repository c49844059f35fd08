import { setImmediate } from "node:timers/promises";

import { type DocumentNode, Kind, parse } from "graphql";

import type { TrustedDocument } from "./trusted-documents.ts";

/** One operation of a trusted document, and what is wrong with it. */
export interface Rehearsed {
  readonly document: TrustedDocument;
  readonly operationName: string | undefined;
  /** Why it cannot be run; empty where it can. */
  readonly errors: readonly { readonly message: string }[];
}

/** Makes one operation ready to be run; gives what is wrong with it. */
export type Rehearse = (
  document: TrustedDocument,
  operationName: string | undefined,
) => Promise<Rehearsed["errors"]>;

/**
 * Makes all operations of trusted documents ready, so that the first who asks for one does not pay
 * for its plan. Lets others work in between.
 */
export async function rehearseDocuments(
  documents: readonly TrustedDocument[],
  rehearse: Rehearse,
): Promise<readonly Rehearsed[]> {
  const rehearsed: Rehearsed[] = [];
  for (const document of documents) {
    for (const operationName of operationNamesOf(document.text)) {
      // oxlint-disable-next-line no-await-in-loop -- all at once would hold up everybody else
      const errors = await rehearse(document, operationName);
      rehearsed.push({ document, operationName, errors });
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    await setImmediate();
  }
  return rehearsed;
}

/** What is no GraphQL is rehearsed, too: that tells what is wrong with it. */
function operationNamesOf(text: string): readonly (string | undefined)[] {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch {
    return [undefined];
  }
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value] : [],
  );
}
