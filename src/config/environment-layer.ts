import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Problem } from "../kernel/problem.ts";
import {
  type ConfigLayer,
  type SettingPath,
  type Settings,
  mergeSettings,
  nestSettings,
} from "./config-layer.ts";
import type { Environment } from "./interpolate.ts";
import { readText } from "./read-text.ts";
import { type Leaf, leavesOf, settingTree } from "./setting-tree.ts";

export interface EnvironmentLayer extends ConfigLayer {
  readonly problems: readonly Problem[];
}

/**
 * Settings from variables such as SLUICE_SERVER_PORT and SLUICE_SOURCES_USERS_BASE_URL.
 *
 * The name of a source is the one of `sourceNames` that is written like it in capitals; one that
 * is not among them is taken in lower case.
 */
export function readEnvironment(
  env: Environment,
  sourceNames: readonly string[],
): EnvironmentLayer {
  const leaves = leavesOf(settingTree());
  const problems: Problem[] = [];
  let values: Settings = {};

  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(prefix) || value === undefined) continue;
    if (isFromServiceDiscovery(variable, value)) continue;
    const match = findLeaf(variable, leaves);
    if (match === undefined) {
      problems.push(unknownVariable(variable, leaves, sourceNames));
      continue;
    }
    const path = match.leaf.path.map((key) =>
      key === "*" ? nameOf(match.name, sourceNames) : key,
    );
    values = mergeSettings(values, nestSettings(path, readText(value, match.leaf.node.types)));
  }

  return {
    values,
    place: (path) => ({ name: variableFor(path), origin: undefined }),
    problems,
  };
}

const prefix = "SLUICE_";

/**
 * Kubernetes gives every container variables for each service, so that a service called "sluice"
 * makes SLUICE_SERVICE_HOST, SLUICE_PORT=tcp://…, and so on. They are not settings.
 */
function isFromServiceDiscovery(variable: string, value: string): boolean {
  return (
    (variable.endsWith("PORT") && /^(?:tcp|udp|sctp):\/\//.test(value)) ||
    /_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_[A-Z]+)?$/.test(variable)
  );
}

/** The leaf a variable sets, with what stands where the leaf has a name. */
function findLeaf(variable: string, leaves: readonly Leaf[]) {
  for (const leaf of leaves) {
    const [start, end] = variableFor(leaf.path).split("*", 2);
    const match = new RegExp(end === undefined ? `^${start}$` : `^${start}(.+)${end}$`).exec(
      variable,
    );
    if (match !== null) return { leaf, name: match[1] ?? "" };
  }
  return undefined;
}

/** The variable for a path, or for the list that a path is an item of. */
export function variableFor(path: SettingPath): string {
  const keys = path.filter((key) => typeof key === "string");
  return prefix + keys.map((key) => (key === "*" ? key : inCapitals(key))).join("_");
}

/** "baseUrl" is BASE_URL, "user-service" is USER_SERVICE. */
function inCapitals(key: string): string {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z\d]+/g, "_")
    .toUpperCase();
}

function nameOf(inVariable: string, sourceNames: readonly string[]): string {
  return sourceNames.find((name) => inCapitals(name) === inVariable) ?? inVariable.toLowerCase();
}

function unknownVariable(
  variable: string,
  leaves: readonly Leaf[],
  sourceNames: readonly string[],
): Problem {
  const known = leaves.map(({ path }) => variableFor(path));
  const [, guess = "<NAME>"] = /^SLUICE_SOURCES_([A-Z\d]+)_/.exec(variable) ?? [];
  const names = [...sourceNames.map(inCapitals), guess];
  const possible = known.flatMap((name) => names.map((source) => name.replace("*", source)));
  return {
    code: "CONFIG_UNKNOWN_VARIABLE",
    severity: "error",
    message: `${variable} sets nothing: every variable that begins with ${prefix} must name a setting.`,
    help:
      didYouMean(variable, possible).trim() ||
      `Remove it, or use one of ${known.join(", ").replaceAll("*", "<NAME>")}.`,
    origin: undefined,
  };
}
