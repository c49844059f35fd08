import { styleText } from "node:util";

import type { Config, ConfigInput } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { ListSizes } from "../execution/list-sizes.ts";
import { renderMermaid } from "../execution/explain/render-mermaid.ts";
import { type Paint, renderText } from "../execution/explain/render-text.ts";
import { createGateway } from "../gateway.ts";
import { ProblemsError } from "../kernel/problem.ts";
import { createExplainer, type ExplainedRequest, type ExplainRequest } from "../open-explain.ts";
import { readService } from "../read-service.ts";
import { createLogger } from "../telemetry/logger.ts";
import {
  type CommandContext,
  type ExitStatus,
  type OutputStream,
  printLines,
} from "./command-context.ts";
import { type OperationSource, readOperationText } from "./read-operation-text.ts";
import { reportFailure } from "./report-failure.ts";

export interface ExplainOptions extends OperationSource {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** What the command line says; wins over file and environment. */
  readonly flags: ConfigInput;
  readonly request: Omit<ExplainRequest, "query" | "file">;
  readonly format: ExplainFormat;
}

export const explainFormats = ["text", "json", "mermaid"] as const;
export type ExplainFormat = (typeof explainFormats)[number];

/**
 * Tells what an operation asks of its sources, step by step, and how many calls that costs. Opens
 * nothing, unless it is to run the operation, too, and tell what really happened: then there is a
 * whole gateway in this process, which listens to nobody.
 */
export function runExplain(options: ExplainOptions, context: CommandContext): Promise<ExitStatus> {
  // What problems may point into is known only when it has been read.
  const texts = new Map<string, string>();
  const explain = async (): Promise<ExitStatus> => {
    const { configFile: file, flags, format } = options;
    const { query, name } = await readOperationText(options, context);
    texts.set(name, query);
    const config = loadConfig({ file, flags, env: context.env, cwd: context.cwd });
    const request = { ...options.request, query, file: name };
    const explained =
      request.analyze === true
        ? await analyse(request, config)
        : await explainOnly(request, config);
    printLines(context.stdout, [write(explained, format, context.stdout)]);
    return 0;
  };
  return reportFailure(context, explain, { failed: "Nothing was explained", texts });
}

async function explainOnly(request: ExplainRequest, config: Config): Promise<ExplainedRequest> {
  const read = await readService({}, config);
  const errors = read.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new ProblemsError(errors);
  const explainer = createExplainer({
    ...read,
    listSizes: new ListSizes(),
    current: () => config,
  });
  return explainer.explain(explainer.read(request), request);
}

async function analyse(request: ExplainRequest, config: Config): Promise<ExplainedRequest> {
  // Standard output is for the explanation.
  const log = createLogger({ mode: "production", level: "silent", isTerminal: false });
  const gateway = await createGateway({ config, log });
  try {
    return await gateway.explain(request);
  } finally {
    await gateway.stop();
  }
}

function write(explained: ExplainedRequest, format: ExplainFormat, stream: OutputStream): string {
  switch (format) {
    case "text":
      return renderText(explained, { analysis: explained.analysis, paint: paintFor(stream) });
    case "json":
      return JSON.stringify(explained, undefined, 2);
    case "mermaid":
      return renderMermaid(explained);
  }
}

/** Colours on a terminal only. */
function paintFor(stream: OutputStream): Paint {
  return (part, text) => styleText(styles[part], text, { stream });
}

const styles = {
  name: "cyan",
  quiet: "dim",
  strong: "bold",
  warning: "yellow",
} as const satisfies Record<Parameters<Paint>[0], Parameters<typeof styleText>[0]>;
