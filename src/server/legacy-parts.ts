import type { GraphQLError } from "graphql";

import type { AnswerPath, CompletedPart, PendingPart } from "../execution/later-parts.ts";
import type { ErrorFormatter } from "./format-errors.ts";
import { PatchedObject } from "./patched-object.ts";
import type { Members, PartsFormat } from "./parts-format.ts";
import { SentAnswer } from "./sent-answer.ts";

/** A part of which something is still to come. */
interface OpenPart extends PendingPart {
  /** Undefined until there is some of it. */
  patch?: PatchedObject;
  readonly errors: GraphQLError[];
}

interface Entry extends Members {
  readonly path: AnswerPath;
}

/**
 * Creates the writer of the format `deferSpec=20220824`, which older clients read. There parts have no
 * ids but paths, so that what belongs to a fragment is held back until all of it is there, and is sent
 * as one object at the place of the fragment.
 *
 * @param data of the first part. It is read while parts are written, to know where they go.
 */
export function createLegacyParts(
  data: unknown,
  format: ErrorFormatter["formatErrors"],
): PartsFormat {
  const sent = new SentAnswer(data);
  const open = new Map<string, OpenPart>();

  const entry = (part: OpenPart, content: Members, path: AnswerPath = part.path): Entry => {
    const errors = part.errors.splice(0);
    return {
      ...content,
      path,
      ...(part.label !== undefined && { label: part.label }),
      ...(errors.length > 0 && { errors: format(errors).errors }),
    };
  };
  const announce = (pending: readonly PendingPart[]): void => {
    for (const part of pending) open.set(part.id, { ...part, errors: [] });
  };
  const complete = (part: OpenPart, { errors }: CompletedPart): Entry | undefined => {
    part.errors.push(...(errors ?? []));
    const isList = part.patch === undefined && Array.isArray(sent.valueAt(part.path));
    if (!isList) {
      const patched = errors === undefined ? (part.patch?.toData(sent, part.path) ?? {}) : null;
      return entry(part, { data: patched });
    }
    return errors && entry(part, { items: null }, [...part.path, sent.lengthAt(part.path)]);
  };

  return {
    first(pending) {
      announce(pending);
      return {};
    },

    later({ pending, incremental, completed }) {
      const entries: Entry[] = [];
      announce(pending);
      for (const some of incremental) {
        const part = open.get(some.id);
        // v8 ignore next -- it was told of
        if (part === undefined) continue;
        part.errors.push(...(some.errors ?? []));
        if (some.kind === "data") {
          part.patch ??= new PatchedObject();
          part.patch.put(some.subPath, some.data);
          sent.putObject([...part.path, ...some.subPath], some.data);
          continue;
        }
        const start = sent.putItems(part.path, some.items);
        entries.push(entry(part, { items: some.items }, [...part.path, start]));
      }
      for (const one of completed) {
        const part = open.get(one.id);
        // v8 ignore next -- it was told of
        if (part === undefined) continue;
        const last = complete(part, one);
        if (last !== undefined) entries.push(last);
        open.delete(one.id);
      }
      // A reader takes one after the other: what is inside something comes after it.
      const inOrder = entries.toSorted((some, other) => some.path.length - other.path.length);
      return inOrder.length === 0 ? {} : { incremental: inOrder };
    },
  };
}
