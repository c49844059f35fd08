import type { Config } from "./config/config.ts";
import type { Contract } from "./contract/contract.ts";
import { didYouMean } from "./kernel/did-you-mean.ts";
import type { Problem } from "./kernel/problem.ts";

/** Finds settings of sources and connectors that the schema does not have. */
export function checkSourceSettings(
  { sources, originOf }: Pick<Config, "sources" | "originOf">,
  contract: Contract,
): readonly Problem[] {
  return [...checkNames({ sources, originOf }, contract), ...checkLanes(sources, contract)];
}

function checkNames(
  { sources, originOf }: Pick<Config, "sources" | "originOf">,
  contract: Contract,
): readonly Problem[] {
  const unknown = Object.keys(sources).filter((name) => !contract.sources.has(name));
  const names = [...contract.sources.keys()];
  return unknown.map((name) => ({
    code: "UNKNOWN_SOURCE",
    severity: "error",
    message: `The configuration may set the sources that the schema has, and it has no "${name}".`,
    help:
      names.length === 0
        ? `Declare it with @source, or remove sources.${name}.`
        : `It has ${names.join(", ")}.${didYouMean(name, names)} Settings for another schema go into a file of their own: --config FILE.`,
    origin: originOf(["sources", name], "key"),
  }));
}

function checkLanes(sources: Config["sources"], contract: Contract): readonly Problem[] {
  return Object.entries(sources).flatMap(([source, { lanes, schedule }]) => {
    if (!contract.sources.has(source)) return [];
    const ids = contract.connectors.filter((it) => it.source?.name === source).map(({ id }) => id);
    const places = [
      { setting: "lanes", named: Object.keys(lanes) },
      ...schedule.map(({ set }, index) => ({
        setting: `schedule[${index}].set.lanes`,
        named: Object.keys(set.lanes),
      })),
    ];
    return places.flatMap(({ setting, named }) =>
      named
        .filter((id) => !ids.includes(id))
        .map((id): Problem => ({
          code: "UNKNOWN_CONNECTOR",
          severity: "error",
          message: `sources.${source}.${setting} may name the connectors of "${source}", and it has no "${id}".`,
          help: `It has ${ids.join(", ")}.${didYouMean(id, ids)}`,
          origin: undefined,
        })),
    );
  });
}
