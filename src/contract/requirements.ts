/** What it takes to see something: a caller who is known, and has scopes. */
export interface Requirement {
  /** All of these must hold, and of each all scopes of one set. Empty: who is known may see it. */
  readonly scopes: readonly ScopeChoice[];
}

/** Sets of scopes, of which one is enough. */
export type ScopeChoice = readonly (readonly string[])[];

/** Who may see what. What is not in here everybody may see; equal requirements are one object. */
export interface Requirements {
  /** What it takes to see the value of a field, with all that its type asks for: by coordinate. */
  readonly fields: ReadonlyMap<string, Requirement>;
  /** What it takes to see objects of a type, or values of a scalar or an enum: by name. */
  readonly types: ReadonlyMap<string, Requirement>;
}

/** The scopes that are needed, in words: "the scopes a and b, or c". One text for each choice. */
export function scopesInWords({ scopes }: Requirement): readonly string[] {
  return scopes.map((choice) => {
    const isOne = choice.every((set) => set.length === 1);
    const sets = choice.map((set) => set.join(" and ")).join(isOne ? " or " : ", or ");
    return `the ${isOne ? "scope" : "scopes"} ${sets}`;
  });
}
