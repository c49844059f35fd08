import { Defer20220824Handler, GraphQL17Alpha9Handler } from "@apollo/client/incremental";
import * as fc from "fast-check";
import { parse } from "graphql";
import { expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { OperationResult } from "../../src/execution/executor.ts";
import type { LaterPayload } from "../../src/execution/later-parts.ts";
import { AnswerParts } from "../../src/server/answer-parts.ts";
import { createErrorFormatter } from "../../src/server/format-errors.ts";
import { createIncrementalParts } from "../../src/server/incremental-parts.ts";
import { createLegacyParts } from "../../src/server/legacy-parts.ts";
import type { PartsFormat } from "../../src/server/parts-format.ts";
import {
  drawSlowExecutor,
  numRuns as allRuns,
  onlyIfValid,
} from "../execution/random/operation-cases.ts";
import { drawOperation } from "../execution/random/random-operation.ts";
import { mergedAnswer } from "../support/merged-answer.ts";
import { laterParts } from "./support/answer-in-parts.ts";
import { logLines } from "./support/log-lines.ts";

const numRuns = allRuns / 2;

const { formatErrors } = createErrorFormatter({ showBugs: false, log: logLines("silent").log });

test(
  `${numRuns} generated operations come to the same for Apollo Client in either format`,
  { timeout: 600_000 },
  async () => {
    let inParts = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const { graph, contract, executor } = drawSlowExecutor(draw);
        const hasStreamed = draw(fc.boolean);
        const drawn = drawOperation(draw, graph, { hasDeferred: true, hasStreamed });
        // It gives a label to what has none.
        const current = new GraphQL17Alpha9Handler();
        const document = current.documentTransform.transformDocument(parse(drawn.query));
        onlyIfValid(contract.schema, document);
        const first = await executor.execute({
          document,
          operationName: undefined,
          variables: drawn.variables,
          request: newRequestContext(),
          takesParts: true,
        });
        if (first.later === undefined) return;
        inParts += 1;
        const payloads: LaterPayload[] = [];
        for await (const payload of first.later.payloads) payloads.push(payload);
        const { pending } = first.later;
        const replayed = (): OperationResult => ({
          ...first,
          later: laterParts(pending, payloads),
        });

        const legacy = new Defer20220824Handler().startRequest({ query: document });
        const asLegacy = readBy(legacy, replayed(), (answer) =>
          createLegacyParts(answer, formatErrors),
        );
        const asCurrent = readBy(current.startRequest({ query: document }), replayed(), () =>
          createIncrementalParts(formatErrors),
        );
        const read = await Promise.all([asLegacy, asCurrent]);
        const { data: merged } = await mergedAnswer(replayed());
        const whole = JSON.parse(JSON.stringify(merged)) as unknown;
        expect(read[0]).toEqual(whole);
        // It loses items of a list that is streamed in a deferred fragment with a subPath.
        expect(hasStreamed ? whole : read[1]).toEqual(whole);
      }),
      { numRuns },
    );
    expect(inParts).toBeGreaterThan(numRuns / 50);
  },
);

interface Reading {
  readonly handle: (data: undefined, chunk: never) => { readonly data?: unknown };
}

/** What a client has of an answer in the end, that came to it as text. */
async function readBy(
  reading: Reading,
  result: OperationResult,
  format: (data: unknown) => PartsFormat,
): Promise<unknown> {
  if (result.later === undefined) throw new Error("There are no parts.");
  const parts = new AnswerParts({
    first: { data: result.data },
    later: result.later,
    format: format(result.data),
    onErrors: () => undefined,
  });
  let data: unknown;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- parts come one after the other
    const { done, value } = await parts.next();
    if (done === true) return data;
    const chunk = JSON.parse(JSON.stringify(value.members)) as never;
    ({ data } = reading.handle(undefined, chunk));
  }
}
