import type { Route } from "./coalescing/coalescer.ts";
import type { CompiledConnector } from "./connectors/compile-connector.ts";
import { isMocked } from "./mocking/mock-connectors.ts";
import type { MockOptions } from "./mocking/mock-options.ts";
import type { Callee } from "./sources/callee.ts";
import { inProcess, inProcessAs } from "./sources/in-process.ts";
import type { SourceRegistry } from "./sources/source-registry.ts";
import type { Source } from "./sources/source.ts";

/** The ways from connectors to what they call. */
export interface OpenRoutes {
  /** For each connector the way to what it calls, by the connector's id. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly sources: ReadonlySet<Source>;
}

/** Opens a source for each connector that calls one; what is made up has none. */
export function openRoutes(
  connectors: readonly CompiledConnector[],
  { registry, mock }: { readonly registry: SourceRegistry; readonly mock: MockOptions | undefined },
): OpenRoutes {
  const sources = new Set<Source>();
  /** Those that stand for sources, by their names. */
  const mocked = new Map<string, Callee>();
  const calleeOf = (compiled: CompiledConnector): Callee => {
    const { connector, baseUrl } = compiled;
    if (connector.resolver !== undefined) return inProcess;
    // A connector with an absolute URL has the host that it calls for a source.
    const url = baseUrl ?? "http://localhost";
    const name = connector.source?.name ?? url;
    if (mock !== undefined && isMocked(compiled, mock)) {
      const callee = mocked.get(name) ?? inProcessAs(name);
      mocked.set(name, callee);
      return callee;
    }
    const source = registry.open(name, url);
    sources.add(source);
    return source;
  };
  const routes = new Map(
    connectors.map((compiled): [string, Route] => [
      compiled.connector.id,
      { compiled, source: calleeOf(compiled) },
    ]),
  );
  return { routes, sources };
}
