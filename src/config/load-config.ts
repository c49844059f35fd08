import { readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { reasonOf } from "../kernel/reason-of.ts";
import { checkSettings } from "./check-settings.ts";
import { type Config, type ConfigInput, configSchema } from "./config.ts";
import { type ParsedConfigFile, parseConfigFile } from "./config-file.ts";
import {
  type ConfigLayer,
  type Settings,
  isSettings,
  mergeSettings,
  namedByPath,
  nestSettings,
  valueAt,
} from "./config-layer.ts";
import { filesOfIssuers } from "./files-of-issuers.ts";
import { filesOfSources } from "./files-of-sources.ts";
import { readEnvironment } from "./environment-layer.ts";
import type { Environment } from "./interpolate.ts";

/** The configuration file that is read when none is named. */
export const defaultConfigFile = "sluice.yaml";

export interface LoadConfigOptions {
  /** The file to read, which must be there. Without it, sluice.yaml is read if it is there. */
  readonly file?: string | undefined;
  /** The variables of the process; those that begin with SLUICE_ win over the file. */
  readonly env: Environment;
  /** What the command line says; wins over all else. */
  readonly flags?: ConfigInput;
  /** What holds where nobody says anything; stands in for the defaults of the schema. */
  readonly defaults?: ConfigInput;
  /** Where relative paths begin, but for those in the file. Default: the working directory. */
  readonly cwd?: string;
}

/**
 * Reads the configuration: the command line wins over the environment, the environment over the
 * file, the file over the defaults. Paths in the result are absolute.
 *
 * @throws ProblemsError with every problem at once.
 */
export function loadConfig({
  file,
  env,
  flags = {},
  defaults = {},
  cwd = process.cwd(),
}: LoadConfigOptions): Config {
  const path = resolve(cwd, file ?? defaultConfigFile);
  const read = readLayer(path, { env, cwd, isRequired: file !== undefined });
  const variables = readEnvironment(env, sourceNames([read.values, defaults, flags]));

  const layers: readonly ConfigLayer[] = [
    // The default path of the schema is one beside the file, wherever the command runs.
    withAbsolutePaths({ values: { schema: defaultSchema }, place: namedByPath }, dirname(path)),
    withAbsolutePaths({ values: defaults, place: namedByPath }, cwd),
    withAbsolutePaths(read, dirname(path)),
    withAbsolutePaths(variables, cwd),
    withAbsolutePaths({ values: flags, place: namedByFlag }, cwd),
  ];
  const { config, problems = [] } = checkSettings(layers);
  const before = [...read.problems, ...variables.problems];
  const all = [...before, ...problems.filter((problem) => !isTold(problem, before))];
  if (config === undefined || all.length > 0) throw new ProblemsError(all);
  return config;
}

const defaultSchema = configSchema.shape.schema.parse(undefined);

function readLayer(
  path: string,
  from: { readonly env: Environment; readonly cwd: string; readonly isRequired: boolean },
): ParsedConfigFile {
  const fromCwd = relative(from.cwd, path);
  const file = fromCwd.startsWith("..") ? path : fromCwd;
  const nothing = { values: {}, place: namedByPath };
  let text: string;
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) {
      return { ...nothing, problems: from.isRequired ? [notFound(file)] : [] };
    }
    text = readFileSync(path, "utf8");
  } catch (error) {
    return { ...nothing, problems: [unreadable(file, error)] };
  }
  return parseConfigFile({ file, text }, from.env);
}

function notFound(file: string): Problem {
  return {
    code: "CONFIG_NOT_FOUND",
    severity: "error",
    message: `The configuration file must be there, and ${file} does not exist.`,
    help: "Correct the path, or leave it out to run on defaults.",
    origin: undefined,
  };
}

function unreadable(file: string, error: unknown): Problem {
  return {
    code: "CONFIG_UNREADABLE",
    severity: "error",
    message: `The configuration file must be readable, and ${file} is not: ${reasonOf(error)}.`,
    help: "Check that it is a file and that this user may read it.",
    origin: undefined,
  };
}

function sourceNames(layers: readonly Settings[]): readonly string[] {
  return layers.flatMap(({ sources }) => (isSettings(sources) ? Object.keys(sources) : []));
}

function withAbsolutePaths(layer: ConfigLayer, directory: string): ConfigLayer {
  const names = ["schema", "resolvers", "audit.destination", ...listsOfPaths];
  const paths = names.flatMap((name) => {
    const path = name.split(".");
    const value = valueAt(layer.values, path);
    if (Array.isArray(value) && listsOfPaths.has(name)) {
      const items = value.map((it) => (typeof it === "string" ? resolve(directory, it) : it));
      return [nestSettings(path, items)];
    }
    const isPath = typeof value === "string" && value !== "" && !isStandardOutput(name, value);
    return isPath ? [nestSettings(path, resolve(directory, value))] : [];
  });
  paths.push(...filesOfSources(layer.values, directory));
  paths.push(...filesOfIssuers(layer.values, directory));
  return { ...layer, values: paths.reduce(mergeSettings, layer.values) };
}

const listsOfPaths = new Set(["check.operations", "documents.manifests"]);

function isStandardOutput(name: string, value: string): boolean {
  return name === "audit.destination" && value === "stdout";
}

const namedByFlag: ConfigLayer["place"] = (path) => ({
  name: `--${String(path.at(-1))}`,
  origin: undefined,
});

/** A value that could not be filled in is told once, and not again as the wrong value it then is. */
function isTold({ origin }: Problem, before: readonly Problem[]): boolean {
  return before.some(
    (told) =>
      origin !== undefined &&
      told.origin?.line === origin.line &&
      told.code.startsWith("CONFIG_VARIABLE"),
  );
}
