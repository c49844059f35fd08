import { isAlias, isMap, isNode, isScalar, isSeq, visit } from "yaml";

import { didYouMean } from "../kernel/did-you-mean.ts";
import { type Json, stringifyJson } from "../kernel/json.ts";
import {
  describeYamlError,
  parsePlacedYaml,
  type PlacedYaml,
  startOfNode,
} from "../kernel/placed-yaml.ts";
import type { Origin, Problem } from "../kernel/problem.ts";

/** What is read from a YAML file, and what is found wrong in it. */
interface YamlFile extends PlacedYaml {
  readonly problems: Problem[];
}

/**
 * A value in a YAML file that knows its place. It is read as what somebody expects it to be; where it
 * is something else, that is among the file's problems, and the reading gives nothing.
 */
export class YamlValue {
  /** What messages call it: "tests[0].expect". */
  readonly name: string;
  readonly origin: Origin;
  readonly #node: unknown;
  readonly #file: YamlFile;

  constructor(name: string, node: unknown, file: YamlFile) {
    this.name = name;
    this.origin = file.originAt(startOfNode(node));
    this.#node = isAlias(node) ? node.resolve(file.document) : node;
    this.#file = file;
  }

  /** Its entries by key, of a map that may have these keys. One with nothing after its key is left out. */
  fields(known: readonly string[]): ReadonlyMap<string, YamlValue> {
    const fields = new Map<string, YamlValue>();
    for (const [key, value, place] of this.#pairs()) {
      if (known.includes(key)) {
        if (!value.isBlank) fields.set(key, value);
      } else {
        const help = didYouMean(key, known).trim() || `It has: ${known.join(", ")}.`;
        const group = this.name === "" ? "A suite" : this.name;
        this.#add(
          { code: "SUITE_UNKNOWN_KEY", message: `${group} has no key "${key}".`, help },
          place,
        );
      }
    }
    return fields;
  }

  /** Its entries by key, of a map that may have any. */
  entries(): ReadonlyMap<string, YamlValue> {
    return new Map(this.#pairs().map(([key, value]) => [key, value]));
  }

  /** The items of a list. */
  items(): readonly YamlValue[] {
    if (isSeq(this.#node)) {
      return this.#node.items.map(
        (item, index) => new YamlValue(`${this.name}[${index}]`, item, this.#file),
      );
    }
    this.#mustBe("a list");
    return [];
  }

  /** A text; what is no text, but one value, is the text that is written there. */
  text(): string | undefined {
    const node = this.#node;
    if (isScalar(node) && node.value !== null) {
      return typeof node.value === "string" ? node.value : node.source;
    }
    this.#mustBe("a text");
    return undefined;
  }

  boolean(): boolean {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value !== "boolean") this.#mustBe("true or false");
    return value === true;
  }

  /** Whatever it is, as JSON; integers keep their digits. */
  json(): Json {
    const node = this.#node;
    // v8 ignore next -- what is blank is not read
    return isNode(node) ? toJson(node.toJS(this.#file.document, { maxAliasCount: -1 })) : null;
  }

  get isText(): boolean {
    return isScalar(this.#node) && typeof this.#node.value === "string";
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  /** Whether there is nothing at all after its key: not even `null`. */
  get isBlank(): boolean {
    return this.isNull && !(isScalar(this.#node) && Boolean(this.#node.source));
  }

  get isNull(): boolean {
    return !isNode(this.#node) || (isScalar(this.#node) && this.#node.value === null);
  }

  /** Adds a problem that is at this place. */
  refuse(problem: Pick<Problem, "code" | "message" | "help">): void {
    this.#add(problem, this.origin);
  }

  #pairs(): readonly [string, YamlValue, Origin][] {
    if (!isMap(this.#node)) {
      this.#mustBe("a map");
      return [];
    }
    return this.#node.items.map(({ key, value }) => {
      const text = String(isScalar(key) ? key.value : key);
      const name = this.name === "" ? text : `${this.name}.${text}`;
      const place = this.#file.originAt(startOfNode(key));
      return [text, new YamlValue(name, value, this.#file), place];
    });
  }

  #mustBe(what: string): void {
    this.refuse({
      code: "SUITE_INVALID_VALUE",
      message: `${this.name === "" ? "A suite" : this.name} must be ${what}, and is ${kindOf(this.#node)}.`,
      help: "Correct the value, or its indentation.",
    });
  }

  #add(problem: Pick<Problem, "code" | "message" | "help">, origin: Origin): void {
    this.#file.problems.push({ ...problem, severity: "error", origin });
  }
}

/** Reads YAML; undefined where it is none, or nothing at all, with the problems that say so. */
export function parseYaml(file: string, text: string, problems: Problem[]): YamlValue | undefined {
  const { document, originAt } = parsePlacedYaml(file, text, { keepsDigits: true });
  const before = problems.length;
  const refuse = (message: string, offset: number): void => {
    problems.push({
      code: "SUITE_SYNTAX",
      severity: "error",
      message: `A suite must be YAML: ${message}`,
      help: "Correct the YAML here; a value with special characters belongs in quotes.",
      origin: originAt(offset),
    });
  };
  // Others after the first only follow from it.
  const [error] = document.errors;
  if (error !== undefined) {
    refuse(describeYamlError(error), error.pos[0]);
  }
  visit(document, {
    Alias(_key, node, ancestors) {
      const named = node.resolve(document);
      if (named === undefined) {
        refuse(`there is no anchor &${node.source} before this alias.`, startOfNode(node));
      } else if (ancestors.includes(named)) {
        refuse(`the alias *${node.source} stands in what it names.`, startOfNode(node));
      }
    },
  });
  if (problems.length > before) return undefined;
  return new YamlValue("", document.contents, { document, problems, originAt });
}

function kindOf(node: unknown): string {
  if (isMap(node)) return "a map";
  if (isSeq(node)) return "a list";
  const value = isScalar(node) ? node.value : null;
  if (value === null) return "nothing";
  const text = stringifyJson(value);
  return text.length > 40 ? "a text" : text;
}

function toJson(value: unknown): Json {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : null;
}
