import type { Behaviour } from "./behaviour.ts";
import { type Random, shuffle } from "./random.ts";

/** A user, as the API answers with it. */
export interface User {
  /** A number where the id is one. */
  readonly id: string | number;
  /** "user 1" */
  readonly name: string;
  /** The Authorization header of the call that fetched it, so that it shows if it went elsewhere. */
  readonly credential: string | null;
  /** What makes it as large as it should be. */
  readonly padding?: string;
}

export function userOf(
  id: string,
  credential: string | undefined,
  { rowBytes }: Pick<Behaviour, "rowBytes">,
): User {
  const user = {
    id: /^\d{1,15}$/.test(id) ? Number(id) : id,
    name: `user ${id}`,
    credential: credential ?? null,
  };
  const missingBytes = rowBytes - JSON.stringify({ ...user, padding: "" }).length;
  return missingBytes > 0 ? { ...user, padding: "x".repeat(missingBytes) } : user;
}

/** The rows of a batch: as many, in such an order, and as often, as the behaviour wants. */
export function rowsOf(
  ids: readonly string[],
  credential: string | undefined,
  { behaviour, random }: { readonly behaviour: Behaviour; readonly random: Random },
): readonly User[] {
  const rows = ids
    .filter((id) => !behaviour.missing.includes(id))
    .flatMap((id) => {
      const user = userOf(id, credential, behaviour);
      return random() < behaviour.duplicateShare ? [user, user] : [user];
    });
  return behaviour.isShuffled ? shuffle(rows, random) : rows;
}
