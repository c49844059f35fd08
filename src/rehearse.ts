import { rehearseDocuments } from "./documents/rehearse-documents.ts";
import type { TrustedDocument } from "./documents/trusted-documents.ts";
import type { Clock } from "./kernel/clock.ts";
import type { ApolloHandler } from "./server/apollo-handler.ts";
import type { Logger } from "./telemetry/logger.ts";

/** Makes ready what clients were built with, and says what does not fit the schema any more. */
export async function rehearse(
  documents: readonly TrustedDocument[],
  {
    handler,
    log,
    clock,
  }: { readonly handler: ApolloHandler; readonly log: Logger; readonly clock: Clock },
): Promise<void> {
  if (documents.length === 0) return;
  const startedAtMs = clock.nowMs();
  const rehearsed = await rehearseDocuments(documents, ({ text }, operationName) =>
    handler.rehearse({ query: text, operationName }),
  );
  const failed = rehearsed.filter(({ errors }) => errors.length > 0);
  for (const { document, operationName, errors } of failed) {
    const [error] = errors;
    const { id: documentId, file } = document;
    log.warn(
      { documentId, file, operationName, reason: error?.message },
      "a trusted document cannot be run",
    );
  }
  const tookMs = Math.round(clock.nowMs() - startedAtMs);
  log.info(
    {
      documents: documents.length - new Set(failed.map(({ document }) => document)).size,
      operations: rehearsed.length - failed.length,
      tookMs,
    },
    "trusted documents are planned",
  );
}
