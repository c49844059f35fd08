import { readsOf } from "../contract/connector-inputs.ts";
import type { Connector, Source } from "../contract/contract.ts";
import { isJsonObject } from "../kernel/json.ts";
import type { Problem } from "../kernel/problem.ts";
import type { MaybeJson, VariableRead } from "../mapping/mapping.ts";
import type { ConnectorSettings } from "./connector-settings.ts";

/** A connector, and what the operator says of its source. */
export interface ConfiguredConnector {
  readonly connector: Connector;
  readonly settings: Pick<ConnectorSettings, "baseUrl" | "config" | "env">;
}

/**
 * Warnings of what connectors or their sources read of `$config` and `$env` and nobody has set: one
 * for each source and variable. What the schema says is optional (`$config.key ?? "none"`) is none.
 */
export function unsetVariables(connectors: readonly ConfiguredConnector[]): readonly Problem[] {
  const unset = new Map<string, UnsetVariable>();
  for (const configured of connectors) {
    const { connector } = configured;
    const isOfSource = readsOfSource(connector.source);
    for (const read of unsetReads(configured)) {
      const id = JSON.stringify([connector.source?.name, ...namesOf(read)]);
      const known = unset.get(id);
      if (known === undefined) {
        const readers = new Set([connector]);
        unset.set(id, { read, isOfSource: isOfSource.has(read), first: connector, readers });
      } else known.readers.add(connector);
    }
  }
  return [...unset.values()].map(problemOf);
}

interface UnsetVariable {
  readonly read: VariableRead;
  /** Whether it stands in the source itself. */
  readonly isOfSource: boolean;
  readonly first: Connector;
  readonly readers: Set<Connector>;
}

/** A base URL from the configuration stands for the schema's, with what that one reads. */
function unsetReads({ connector, settings }: ConfiguredConnector): readonly VariableRead[] {
  const { source } = connector;
  const isReplaced = source !== undefined && settings.baseUrl !== undefined;
  const parts = isReplaced
    ? { ...connector, source: { ...source, baseUrl: { ...source.baseUrl, reads: [] } } }
    : connector;
  return readsOf(parts).filter((read) => {
    if (read.isOptional || read.path.length === 0) return false;
    if (read.variable === "$config") return !isSet(settings.config, read.path);
    return read.variable === "$env" && !isSet(settings.env, read.path.slice(0, 1));
  });
}

/** Below a list its items are read, each of which may be different. */
function isSet(value: MaybeJson, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined || Array.isArray(value)) return value !== null && value !== undefined;
  return isJsonObject(value) && isSet(value[name], rest);
}

function readsOfSource(source: Source | undefined): ReadonlySet<VariableRead> {
  if (source === undefined) return new Set();
  const { baseUrl, path, queryParams, headers, isSuccess, errors } = source;
  const texts = [baseUrl, path, queryParams, isSuccess, errors.message, errors.extensions];
  const values = headers.map(({ value }) => value);
  return new Set([...texts, ...values].flatMap((text) => text?.reads ?? []));
}

/** Of the environment, a variable is one name. */
function namesOf({ variable, path }: VariableRead): readonly string[] {
  return [variable, ...(variable === "$env" ? path.slice(0, 1) : path)];
}

function problemOf({ read, isOfSource, first, readers }: UnsetVariable): Problem {
  const name = namesOf(read).join(".");
  const origin = originOf(first, isOfSource);
  const told = `${describeReaders(first, { isOfSource, count: readers.size })} ${name}`;
  const otherwise = `If it may be missing, say what holds then: \`${name} ?? …\`.`;
  if (read.variable === "$env") {
    return {
      code: "UNSET_ENV",
      severity: "warning",
      origin,
      message: `${told}, and there is no such environment variable: it is missing.`,
      help: `Set ${read.path[0]} in the environment that the gateway is started with. ${otherwise}`,
    };
  }
  const setting = first.source && `sources.${first.source.name}.config.${read.path.join(".")}`;
  return {
    code: "UNSET_CONFIG",
    severity: "warning",
    origin,
    message: `${told}, and nothing sets it: it is missing.`,
    help:
      setting === undefined
        ? "$config is set for a source: give the connector one."
        : `Set ${setting} in sluice.yaml; there, "\${NAME}" reads the environment. ${otherwise}`,
  };
}

function originOf({ source, origin }: Connector, isOfSource: boolean) {
  return isOfSource && source !== undefined ? source.origin : origin;
}

function describeReaders(
  { coordinate, source }: Connector,
  { isOfSource, count }: { readonly isOfSource: boolean; readonly count: number },
): string {
  const others = `${count - 1} other connector${count === 2 ? "" : "s"}`;
  if (isOfSource) {
    return `@source "${source?.name}", which ${count === 1 ? `${coordinate} uses` : `${count} connectors use`}, reads`;
  }
  return count === 1 ? `${coordinate} reads` : `${coordinate} and ${others} read`;
}
