import { connectorInputs } from "../contract/connector-inputs.ts";
import type { Connector, ConnectorInputs, KeyPath } from "../contract/contract.ts";
import { isJsonObject } from "../kernel/json.ts";
import type { Problem } from "../kernel/problem.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { ConnectorSettings } from "./connector-settings.ts";

/**
 * Warnings of what a connector or its source reads of `$config` and `$env` and nobody has set.
 *
 * They are no errors: what stands there may be meant to be optional (`$config.key ?? "none"`), which
 * what is read does not tell.
 */
export function unsetVariables(
  connector: Connector,
  settings: ConnectorSettings,
): readonly Problem[] {
  const { config, env } = inputsOf(connector, settings);
  return [
    ...config
      .filter((path) => !isSet(settings.config, path))
      .map((path) => unsetConfig(connector, path)),
    ...env.filter((name) => !isSet(settings.env, [name])).map((name) => unsetEnv(connector, name)),
  ];
}

/** A base URL from the configuration stands for the schema's, with what that one reads. */
function inputsOf(connector: Connector, { baseUrl }: ConnectorSettings): ConnectorInputs {
  const { source } = connector;
  if (source === undefined || baseUrl === undefined) return connector.inputs;
  return connectorInputs({
    ...connector,
    source: { ...source, baseUrl: { ...source.baseUrl, reads: [] } },
  });
}

/** Below a list its items are read, each of which may be different. */
function isSet(value: MaybeJson, [name, ...rest]: KeyPath): boolean {
  if (name === undefined || Array.isArray(value)) return value !== null && value !== undefined;
  return isJsonObject(value) && isSet(value[name], rest);
}

function unsetConfig({ coordinate, source, origin }: Connector, path: KeyPath): Problem {
  const key = path.join(".");
  return {
    code: "UNSET_CONFIG",
    severity: "warning",
    message: `${coordinate} reads $config.${key}, and nothing sets it: it is missing.`,
    help:
      source === undefined
        ? "$config is set for a source: give the connector one."
        : `Set sources.${source.name}.config.${key} in sluice.yaml.`,
    origin,
  };
}

function unsetEnv({ coordinate, origin }: Connector, name: string): Problem {
  return {
    code: "UNSET_ENV",
    severity: "warning",
    message: `${coordinate} reads $env.${name}, and there is no such environment variable: it is missing.`,
    help: `Set ${name} in the environment of the gateway.`,
    origin,
  };
}
