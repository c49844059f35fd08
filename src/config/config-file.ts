import { Scalar, type YAMLParseError, isCollection, isMap, isPair, visit } from "yaml";

import { describeYamlError, parsePlacedYaml, startOfNode } from "../kernel/placed-yaml.ts";
import type { Origin, Problem } from "../kernel/problem.ts";
import { type ConfigLayer, type SettingPath, formatPath, isSettings } from "./config-layer.ts";
import { type Environment, type InterpolationFault, interpolate } from "./interpolate.ts";
import { readScalar, readText } from "./read-text.ts";
import { nodeAt, settingTree } from "./setting-tree.ts";

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
  const { document, originAt } = parsePlacedYaml(file, text, { keepsDigits: false });
  const place = (path: SettingPath, part: "key" | "value" = "value") => ({
    name: formatPath(path),
    origin: originAt(findOffset(document.contents, path, part)),
  });

  const problems = syntaxProblems(document.errors, text, originAt);
  const tree = settingTree();
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === "key" || typeof node.value !== "string") return;
      const { text: value, faults } = interpolate(node.value, env);
      const start = startOfNode(node);
      for (const fault of faults) {
        const index = text.indexOf(fault.reference, start);
        problems.push(toProblem(fault, originAt(index < 0 ? start : index)));
      }
      if (value === node.value) return;
      const keys = ancestors.filter(isPair).map((pair) => String(pair.key));
      const setting = key === "value" ? nodeAt(tree, keys) : undefined;
      if (setting !== undefined) node.value = readText(value, setting.types);
      else node.value = node.type === Scalar.PLAIN ? readScalar(value) : value;
    },
    Alias(_key, node) {
      if (node.resolve(document) !== undefined) return;
      const origin = originAt(startOfNode(node));
      problems.push(syntaxProblem(`there is no anchor &${node.source} before this alias.`, origin));
    },
  });
  if (problems.some(({ code }) => code === "CONFIG_SYNTAX")) return { values: {}, place, problems };

  const contents: unknown = document.toJS({ maxAliasCount: -1 });
  if (contents !== null && !isSettings(contents)) {
    const message = `it must hold a map of settings, and holds ${JSON.stringify(contents)}.`;
    const help = "Write settings as `key: value`, one on each line.";
    problems.push(syntaxProblem(message, place([]).origin, help));
  }
  return { values: isSettings(contents) ? contents : {}, place, problems };
}

/** Keys that stand twice, and the first place that is no YAML: others after it only follow from it. */
function syntaxProblems(
  errors: readonly YAMLParseError[],
  text: string,
  originAt: (offset: number) => Origin,
): Problem[] {
  const first = errors.find(({ code }) => code !== "DUPLICATE_KEY");
  return errors
    .filter((error) => error === first || error.code === "DUPLICATE_KEY")
    .map(({ pos: [offset], message }) =>
      syntaxProblem(
        describeYamlError({ message }),
        originAt(offset),
        text.startsWith("${", offset - 1)
          ? 'Between { } and [ ] a variable needs quotes: "${NAME}".'
          : undefined,
      ),
    );
}

function syntaxProblem(
  message: string,
  origin: Origin,
  help = "Correct the YAML here; a value with special characters belongs in quotes.",
): Problem {
  return {
    code: "CONFIG_SYNTAX",
    severity: "error",
    message: `The file must be YAML: ${message}`,
    help,
    origin,
  };
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
  return startOfNode(part === "key" ? key : node);
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
