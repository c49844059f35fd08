import type { ConfigInput } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { rehearseDocuments } from "../documents/rehearse-documents.ts";
import { drawTable } from "../execution/explain/draw-table.ts";
import { ListSizes } from "../execution/list-sizes.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { createExplainer } from "../open-explain.ts";
import { readService } from "../read-service.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { reportFailure } from "./report-failure.ts";

export interface WarmOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** What the command line says; wins over file and environment. */
  readonly flags: ConfigInput;
}

/**
 * Plans all trusted documents, as a gateway does when it starts, and tells what each costs: the time
 * to plan it, and the calls that it makes. What does not fit the schema is a problem. Opens nothing.
 */
export function runWarm(
  { configFile: file, flags }: WarmOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const texts = new Map<string, string>();
  const warm = async (): Promise<ExitStatus> => {
    const config = loadConfig({ file, flags, env: context.env, cwd: context.cwd });
    if (config.documents.manifests.length === 0) throw new ProblemsError([noManifest]);
    const service = await readService({}, config);
    const errors = service.problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new ProblemsError(errors);

    const explainer = createExplainer({
      ...service,
      listSizes: new ListSizes(),
      current: () => config,
    });
    const problems: Problem[] = [];
    const planned: { readonly tookMs: number; readonly cells: readonly string[] }[] = [];
    const rehearsed = await rehearseDocuments(service.documents.all, async (document, name) => {
      const { id, text } = document;
      const place = `${document.file}#${id}`;
      texts.set(place, text);
      const startedAtMs = performance.now();
      try {
        const read = explainer.read({ query: text, file: place, operationName: name });
        const { total } = explainer.explain(read, { isForAnyVariables: true });
        const tookMs = performance.now() - startedAtMs;
        const cells = [`${tookMs.toFixed(1)} ms`, String(total.worst.value), name ?? "-", id];
        planned.push({ tookMs, cells });
        return [];
      } catch (error) {
        // v8 ignore next -- anything else is a bug
        if (!(error instanceof ProblemsError)) throw error;
        problems.push(...error.problems);
        return error.problems;
      }
    });
    const slowestFirst = planned.toSorted((one, other) => other.tookMs - one.tookMs);
    const rows = slowestFirst.map(({ cells }) => cells);
    printLines(context.stdout, [
      ...(rows.length === 0
        ? []
        : drawTable([["PLANNED IN", "CALLS", "OPERATION", "DOCUMENT"], ...rows])),
      `${planned.length} of ${rehearsed.length} operations planned, of ${service.documents.all.length} trusted documents.`,
    ]);
    if (problems.length > 0) throw new ProblemsError(problems);
    return 0;
  };
  return reportFailure(context, warm, { failed: "Not all documents can be run", texts });
}

const noManifest: Problem = {
  code: "MANIFEST_MISSING",
  severity: "error",
  message: "Trusted documents are in manifests, and documents.manifests names none.",
  help: "Name them in the settings: `documents: { manifests: [manifest.json] }`.",
  origin: undefined,
};
