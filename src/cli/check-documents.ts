import { rehearseDocuments } from "../documents/rehearse-documents.ts";
import { readOperation } from "../execution/explain/read-operation.ts";
import { collectProblems, type Problem } from "../kernel/problem.ts";
import type { ReadService } from "../read-service.ts";
import { incrementalRules } from "../server/incremental-rules.ts";
import type { Texts } from "./print-problems.ts";

/** What came of checking trusted documents. */
export interface CheckedDocuments {
  readonly problems: readonly Problem[];
  /** The documents, by what the problems name as their file: the manifest and the id. */
  readonly texts: Texts;
}

/** Finds trusted documents that do not fit the schema: a gateway starts with them, and can run none of them. */
export async function checkDocuments({
  contract,
  documents,
}: Pick<ReadService, "contract" | "documents">): Promise<CheckedDocuments> {
  const problems: Problem[] = [];
  const texts = new Map<string, string>();
  await rehearseDocuments(documents.all, async ({ id, text, file }, operationName) => {
    const place = `${file}#${id}`;
    texts.set(place, text);
    const operation = { query: text, file: place, operationName };
    collectProblems(() => readOperation(operation, contract.schema, incrementalRules), problems);
    return [];
  });
  return { problems: problems.map(asTrusted), texts };
}

function asTrusted(problem: Problem): Problem {
  return {
    ...problem,
    code: "TRUSTED_DOCUMENT_INVALID",
    help: "Clients that send it get an error. Let the schema have what it asks for; or, when nobody sends it any more, have the manifest written without it.",
  };
}
