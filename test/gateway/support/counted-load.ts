/** What the batch resolvers of tests are asked for. */
export interface PostKey {
  readonly parent: { readonly id: string };
  readonly args: { readonly of?: number | null };
}

/** A `load`, and the ids that it was asked for in each call. */
export function countedLoad<Outcome>(outcomeOf: (key: PostKey) => Outcome) {
  const asked: (readonly string[])[] = [];
  const load = (keys: readonly PostKey[]): readonly Outcome[] => {
    asked.push(keys.map(({ parent }) => parent.id));
    return keys.map(outcomeOf);
  };
  return { asked, load };
}

/** A rating that tells for which post and which arguments it is. */
export const rate = ({ parent, args }: PostKey): number => Number(parent.id) / (args.of ?? 1);
