import type { Connector, RequestMapping } from "../contract/contract.ts";
import type { Mapping, Problems, Variables } from "../mapping/mapping.ts";
import type { Template } from "../mapping/template.ts";
import { sentHeaders } from "./compile-headers.ts";
import type { MappingProblems } from "./mapping-problems.ts";

/** Tells what goes wrong in the mappings that a request is made from. */
export type TellRequestProblems = (variables: Variables, problems: MappingProblems) => void;

/**
 * Compiles how to tell what goes wrong in the mappings of a connector's request. They are evaluated
 * once more for it: nearly nobody asks, and so the making of a request carries nothing for those who do.
 */
export function compileRequestProblems(
  { source }: Pick<Connector, "source">,
  request: RequestMapping,
  { baseUrl }: { readonly baseUrl: string | undefined },
): TellRequestProblems {
  const evaluations = [
    // An overriding base URL is no mapping.
    ...(baseUrl === undefined ? ofTemplate(source?.baseUrl, "source.http.baseURL") : []),
    ...ofMapping(source?.path, "source.http.path"),
    ...ofMapping(source?.queryParams, "source.http.queryParams"),
    ...ofTemplate(request.url, `http.${request.method}`),
    ...ofMapping(request.path, "http.path"),
    ...ofMapping(request.queryParams, "http.queryParams"),
    ...sentHeaders(source?.headers ?? [], request.headers).flatMap(({ name, value }) =>
      ofTemplate(value, `http.headers.${name}`),
    ),
    ...ofMapping(request.body, "http.body"),
  ];
  return (variables, problems) => {
    for (const { mapping, evaluate } of evaluations) evaluate(variables, problems.in(mapping));
  };
}

/** Evaluates one expression for what goes wrong in it alone. */
interface Evaluation {
  readonly mapping: string;
  readonly evaluate: (variables: Variables, problems: Problems) => unknown;
}

function ofMapping(mapping: Mapping | undefined, name: string): readonly Evaluation[] {
  if (mapping === undefined) return [];
  return [
    { mapping: name, evaluate: (variables, it) => mapping.evaluate(undefined, variables, it) },
  ];
}

function ofTemplate(template: Template | undefined, name: string): readonly Evaluation[] {
  return (template?.parts ?? []).flatMap((part) =>
    typeof part === "string" ? [] : [{ mapping: name, evaluate: part }],
  );
}
