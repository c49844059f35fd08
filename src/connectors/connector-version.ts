import { hash } from "node:crypto";

import type { Connector, HeaderMapping } from "../contract/contract.ts";
import type { Json } from "../kernel/json.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { ConnectorSettings } from "./connector-settings.ts";

/**
 * Names everything that decides what a connector's values are, besides their keys and the caller:
 * its definition, and the settings that it reads. When any of that changes, so does the name, and
 * nothing that was kept under the old one is read any more.
 *
 * 22 characters of base64url. Secrets among the settings cannot be read from it.
 */
export function connectorVersion(
  connector: Connector,
  { baseUrl, config, env }: Pick<ConnectorSettings, "baseUrl" | "config" | "env">,
): string {
  const { id, version, source, request, isSuccess, selection, inputs, keyFields } = connector;
  const definition: Json = [
    formatVersion,
    id,
    version,
    source === undefined
      ? null
      : [
          source.baseUrl.text,
          source.path?.text ?? null,
          source.queryParams?.text ?? null,
          headerTexts(source.headers),
          source.isSuccess?.text ?? null,
        ],
    request === undefined
      ? null
      : [
          request.method,
          request.url.text,
          request.path?.text ?? null,
          request.queryParams?.text ?? null,
          headerTexts(request.headers),
          request.body?.text ?? null,
        ],
    isSuccess?.text ?? null,
    selection.text,
    keyFields.map(({ path, isId }) => [[...path], isId]),
    baseUrl ?? null,
    inputs.config.map(([name = ""]) => (name === "" ? config : (config[name] ?? null))),
    inputs.env.map((name) => env[name] ?? null),
  ];
  return hash("sha256", canonicalJson(definition), "base64url").slice(0, 22);
}

/** To be raised when the gateway itself makes other values of the same definition. */
const formatVersion = 1;

function headerTexts(headers: readonly HeaderMapping[]): Json {
  return headers.map(({ name, from, value }) => [name, from ?? null, value?.text ?? null]);
}
