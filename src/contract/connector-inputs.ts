import type { VariableRead } from "../mapping/mapping.ts";
import type {
  Connector,
  ConnectorInputs,
  HeaderMapping,
  KeyPath,
  RequestMapping,
} from "./contract.ts";

/** The parts of a connector that read something. */
export type ReadingParts = Pick<
  Connector,
  "source" | "request" | "errors" | "isSuccess" | "selection"
>;

/**
 * What a connector reads, in its own texts and in those of its source that it does not replace.
 * The scope of its calls is made from this, so nothing that a call depends on may be left out.
 */
export function connectorInputs(parts: ReadingParts): ConnectorInputs {
  const reads = readsOf(parts);
  const fromRequest = pathsOf(reads, "$request");
  const copied = headersOf(parts).flatMap(({ from }) => from ?? []);
  const named = fromRequest.flatMap(([, name]) => name ?? []);
  return {
    args: pathsOf(reads, "$args"),
    this: pathsOf(reads, "$this"),
    batch: keyPathsOf(pathsOf(reads, "$batch")),
    config: pathsOf(reads, "$config"),
    env: [...new Set(pathsOf(reads, "$env").flatMap(([name]) => name ?? []))],
    headers: [...new Set([...copied, ...named].map((name) => name.toLowerCase()))],
    context: pathsOf(reads, "$context"),
  };
}

/** All that a connector reads, as it stands in its texts. */
export function readsOf(parts: ReadingParts): readonly VariableRead[] {
  const { source, request, selection, isSuccess, errors } = parts;
  if (request === undefined) return selection.reads;
  const texts = [
    ...requestTexts(request),
    source?.baseUrl,
    source?.path,
    source?.queryParams,
    ...headersOf(parts).map(({ value }) => value),
    isSuccess ?? source?.isSuccess,
    errors.message ?? source?.errors.message,
    errors.extensions,
    source?.errors.extensions,
    selection,
  ];
  return texts.flatMap((text) => text?.reads ?? []);
}

function requestTexts({ url, path, queryParams, body }: RequestMapping) {
  return [url, path, queryParams, body];
}

/** The headers that are sent: the connector's, and those of its source that it does not override. */
function headersOf({ source, request }: ReadingParts): readonly HeaderMapping[] {
  const own = request?.headers ?? [];
  const overridden = new Set(own.map(({ name }) => name.toLowerCase()));
  const inherited = (source?.headers ?? []).filter(
    ({ name }) => !overridden.has(name.toLowerCase()),
  );
  return [...own, ...inherited];
}

function pathsOf(
  reads: readonly VariableRead[],
  name: VariableRead["variable"],
): readonly KeyPath[] {
  const paths = new Map<string, KeyPath>();
  for (const { variable, path } of reads) {
    if (variable === name) paths.set(JSON.stringify(path), path);
  }
  return [...paths.values()];
}

/**
 * The fields that the key objects of a batch have: all that is read of them. What reads them as they
 * are, to count them or to send them all, reads no field more.
 */
function keyPathsOf(paths: readonly KeyPath[]): readonly KeyPath[] {
  const fields = paths.filter((path) => path.length > 0);
  return fields.length > 0 ? fields : paths;
}
