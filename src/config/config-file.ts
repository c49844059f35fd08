import { LineCounter, Scalar, isCollection, isMap, isNode, parseDocument, visit } from "yaml";

import type { Origin, Problem } from "../kernel/problem.ts";
import { type ConfigLayer, type SettingPath, formatPath, isSettings } from "./config-layer.ts";
import { type Environment, type InterpolationFault, interpolate } from "./interpolate.ts";

/** A configuration file's text, with the name that problems call it by. */
export interface ConfigFile {
  readonly file: string;
  readonly text: string;
}

export interface ParsedConfigFile extends ConfigLayer {
  readonly problems: readonly Problem[];
}

/**
 * Reads the YAML of a configuration file, with variables in place of `${NAME}`.
 *
 * Every problem is in `problems`; then `values` may be incomplete, and is empty where the text is
 * not YAML.
 */
export function parseConfigFile({ file, text }: ConfigFile, env: Environment): ParsedConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const originAt = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const place = (path: SettingPath, part: "key" | "value" = "value") => ({
    name: formatPath(path),
    origin: originAt(findOffset(document.contents, path, part)),
  });

  const problems: Problem[] = document.errors.map((error) => ({
    code: "CONFIG_SYNTAX",
    severity: "error",
    message: `The file must be YAML: ${lowerFirst(error.message)}`,
    help: "Correct the YAML here; a value with special characters belongs in quotes.",
    origin: originAt(error.pos[0]),
  }));
  if (problems.length > 0) return { values: {}, place, problems };

  visit(document, {
    Scalar(key, node) {
      if (key === "key" || typeof node.value !== "string") return;
      const { text: value, faults } = interpolate(node.value, env);
      const start = node.range?.[0] ?? 0;
      for (const fault of faults) {
        const index = text.indexOf(fault.reference, start);
        problems.push(toProblem(fault, originAt(index < 0 ? start : index)));
      }
      // What is written without quotes is read as YAML reads it: `port: ${PORT}` is a number.
      if (value !== node.value) node.value = node.type === Scalar.PLAIN ? readScalar(value) : value;
    },
  });

  const contents: unknown = document.toJS();
  if (contents !== null && !isSettings(contents)) {
    problems.push({
      code: "CONFIG_SYNTAX",
      severity: "error",
      message: `The file must hold a map of settings, and holds ${JSON.stringify(contents)}.`,
      help: "Write settings as `key: value`, one on each line.",
      origin: place([]).origin,
    });
  }
  return { values: isSettings(contents) ? contents : {}, place, problems };
}

/** Where the key or the value at a path begins; for a path that is not there, where its parent does. */
function findOffset(root: unknown, path: SettingPath, part: "key" | "value"): number {
  let [node, key] = [root, root];
  for (const name of path) {
    if (!isCollection(node)) break;
    const item = isMap(node)
      ? node.items.find((pair) => String(pair.key) === String(name))
      : { key: node.get(name, true), value: node.get(name, true) };
    [node, key] = [item?.value ?? node, item?.key ?? key];
  }
  const found = part === "key" ? key : node;
  return isNode(found) ? (found.range?.[0] ?? 0) : 0;
}

function toProblem({ reference, variable }: InterpolationFault, origin: Origin): Problem {
  if (variable === undefined) {
    return {
      code: "CONFIG_VARIABLE_MALFORMED",
      severity: "error",
      message: `A variable must be written \${NAME} or \${NAME:-default}, and this is ${reference}`,
      help: "Correct it, or write $${ for the characters ${ themselves.",
      origin,
    };
  }
  return {
    code: "CONFIG_VARIABLE_MISSING",
    severity: "error",
    message: `The variable ${variable} must be set, as ${reference} has no default.`,
    help: `Set ${variable} in the environment, or give it a default: \${${variable}:-default}.`,
    origin,
  };
}

function readScalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
