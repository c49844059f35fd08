import { argumentOf, itemsOf, stringOf } from "../argument-values.ts";
import type { Connector, Contract } from "../contract.ts";
import type { ProblemLog } from "../contract-problem.ts";
import { directiveUsesOf } from "../directive-uses.ts";
import type { SchemaTypes } from "../schema-types.ts";
import { readTagPattern } from "../tag-pattern.ts";

/**
 * Warns of a tag that names what is private to each caller at one place, and what is for everybody at
 * another: whoever may make the one stale ends the other, of all callers.
 */
export function checkPrivateTags(
  contract: Contract,
  types: SchemaTypes,
  problems: ProblemLog,
): void {
  const { freshness } = contract.policies;
  const holders = holdersOf(contract);
  /** For everybody: by the text of the tag, where it is named. */
  const shared = new Map<string, string>();
  const isPrivate = new Set<string>();
  for (const [coordinate, policy] of freshness) {
    if (policy.tags.length === 0) continue;
    const audience =
      policy.isPrivate === true ? "private" : audienceOf(coordinate, { contract, holders, types });
    if (audience === "private") isPrivate.add(coordinate);
    if (audience !== "shared") continue;
    for (const tag of policy.tags) shared.set(readTagPattern(tag).text, coordinate);
  }
  for (const { coordinate, directives } of directiveUsesOf([], types)) {
    if (!isPrivate.has(coordinate)) continue;
    for (const directive of directives) {
      const named = tagArguments.get(directive.name.value);
      const nodes = named === undefined ? [] : itemsOf(argumentOf(directive, named));
      for (const node of nodes.map(stringOf)) {
        const other = node && shared.get(readTagPattern(node.value).text);
        if (node === undefined || other === undefined) continue;
        problems.warn("TAG_MIXES_PRIVATE", node, {
          message: `A tag is of what is private, or of what is shared; "${node.value}" names "${coordinate}", which is private to each caller, and "${other}", which is for everybody: who ends the one ends the other.`,
          help: "Give what is private a tag of its own; a mutation that changes both may name both.",
        });
      }
    }
  }
}

/** Which argument of a directive has tags. */
const tagArguments = new Map([
  ["freshness", "tags"],
  ["cacheTag", "format"],
]);

/** The connectors whose values are kept and hold objects of a type, by its name. */
type Holders = ReadonlyMap<string, readonly Connector[]>;

function holdersOf({ connectors, freshness }: Contract): Holders {
  const holders = new Map<string, Connector[]>();
  for (const connector of connectors) {
    for (const typeName of freshness.get(connector.id)?.typeNames ?? []) {
      const ofType = holders.get(typeName);
      if (ofType === undefined) holders.set(typeName, [connector]);
      else ofType.push(connector);
    }
  }
  return holders;
}

interface Keeping {
  readonly contract: Contract;
  readonly holders: Holders;
  readonly types: SchemaTypes;
}

/** For whom the values are that have the tags of a place; undefined where none is kept. */
function audienceOf(
  coordinate: string,
  { contract: { fieldConnectors, freshness }, holders, types }: Keeping,
): "private" | "shared" | undefined {
  const [typeName = ""] = coordinate.split(".");
  const ofType = () =>
    types.possibleTypes(typeName).flatMap(({ name }) => holders.get(name.value) ?? []);
  const holding = (fieldConnectors.get(coordinate) ?? ofType()).filter(({ id }) =>
    freshness.has(id),
  );
  if (holding.length === 0) return undefined;
  const isScoped = ({ id, inputs }: Connector): boolean =>
    inputs.headers.length > 0 || inputs.context.length > 0 || freshness.get(id)?.isPrivate === true;
  return holding.every(isScoped) ? "private" : "shared";
}
