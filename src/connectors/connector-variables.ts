import type { Connector } from "../contract/contract.ts";
import type { Json, JsonObject } from "../kernel/json.ts";
import type { Variables } from "../mapping/mapping.ts";
import type { ConnectorSettings } from "./connector-settings.ts";
import type { HttpHeaders, HttpResponse } from "./http-message.ts";
import type { Key } from "./outcome.ts";
import type { ClientHeaders, RequestContext } from "./request-context.ts";

/** The variables that have their values at load. */
export function loadVariables({ config, env }: ConnectorSettings): Variables {
  return { $config: config, $env: env };
}

/**
 * Compiles how a connector's mappings get their variables for one call: of one key, or of all keys
 * of a batch.
 */
export function compileCallVariables(
  connector: Connector,
  settings: ConnectorSettings,
): (keys: readonly Key[], request: RequestContext) => Variables {
  const fixed = loadVariables(settings);
  const isBatch = connector.batch !== undefined;
  const { headers } = connector.inputs;
  return (keys, { context, headers: clientHeaders }) => {
    const [first] = keys;
    return {
      ...fixed,
      $context: context,
      $args: first?.args,
      ...(isBatch ? { $batch: keys.map((key) => key.this) } : { $this: first?.this }),
      ...(headers.length > 0 && { $request: { headers: headerLists(clientHeaders, headers) } }),
    };
  };
}

/** The variables of a call, and what its response adds to them. */
export function withResponse(variables: Variables, { status, headers }: HttpResponse): Variables {
  return {
    ...variables,
    $status: status,
    $response: { headers: headerLists(headers, Object.keys(headers)) },
  };
}

/** In mappings, the value of a header is a list. */
function headerLists(headers: ClientHeaders | HttpHeaders, names: readonly string[]): JsonObject {
  const lists: Record<string, Json> = {};
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) lists[name] = typeof value === "string" ? [value] : value;
  }
  return lists;
}
