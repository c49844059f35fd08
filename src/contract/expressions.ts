import type { ConstValueNode, StringValueNode } from "graphql";

import { compileMapping } from "../mapping/compile-mapping.ts";
import { compileTemplate, type TemplateKind } from "../mapping/compile-template.ts";
import { MappingSyntaxError } from "../mapping/mapping.ts";
import type { ConnectVersion, Mapping, VariableRead } from "../mapping/mapping.ts";
import type { Template } from "../mapping/template.ts";
import { stringOf } from "./argument-values.ts";
import type { ProblemLog } from "./contract-problem.ts";
import { helpForLoneKey } from "./checks/selection-help.ts";
import { originInString, spanInString } from "./origin.ts";

/** A mapping or template as it stands in a file. */
export interface Expression {
  readonly node: StringValueNode;
  readonly reads: readonly VariableRead[];
  /** Whether it is evaluated before the call, or on its response. */
  readonly phase: "request" | "response";
}

/** Compiles the mappings and templates of one directive, and keeps what each of them reads. */
export class Expressions {
  readonly version: ConnectVersion;
  readonly all: Expression[] = [];
  readonly #problems: ProblemLog;

  constructor(version: ConnectVersion, problems: ProblemLog) {
    this.version = version;
    this.#problems = problems;
  }

  /** Undefined where nothing stands, or where the text is broken and there is a problem now. */
  mapping(
    value: ConstValueNode | undefined,
    phase: Expression["phase"] = "request",
  ): Mapping | undefined {
    return this.#compile(stringOf(value), phase, (text) => compileMapping(text, this.version));
  }

  /** A mapping of the response that is to make one value, by this rule: an object is of no use there. */
  value(value: ConstValueNode | undefined, rule: string): Mapping | undefined {
    const node = stringOf(value);
    const mapping = this.mapping(value, "response");
    if (node === undefined || mapping === undefined || mapping.shape.fields.size === 0)
      return mapping;
    const place = spanInString(node, mapping.text.search(/\S/));
    this.#problems.warn("MAPPING_MAKES_OBJECT", place, {
      message: `${rule}; this makes an object with the keys that it names.`,
      help: helpForLoneKey(mapping.text) ?? "Map it to a single value: `$.error.message`.",
    });
    return mapping;
  }

  url(value: ConstValueNode | undefined): Template | undefined {
    return this.#template(stringOf(value), "url");
  }

  header(value: ConstValueNode | undefined): Template | undefined {
    return this.#template(stringOf(value), "header");
  }

  #template(node: StringValueNode | undefined, kind: TemplateKind): Template | undefined {
    const template = this.#compile(node, "request", (text) =>
      compileTemplate(text, this.version, kind),
    );
    if (node === undefined || template === undefined) return undefined;
    for (const { written, offset } of template.bareVariables) {
      this.#problems.warn("TEMPLATE_WITHOUT_BRACES", spanInString(node, offset), {
        message: `\`${written}\` stands outside of braces, so it is sent as it is written here, not as its value.`,
        help: `Put braces around it: {${written}}. To send these very characters, write {'${written}'}.`,
      });
    }
    for (const offset of template.strayBraces) {
      this.#problems.warn("TEMPLATE_WITHOUT_BRACES", spanInString(node, offset), {
        message: "This `}` closes nothing, so it is sent as it is written here.",
        help: "Leave it out, or write the `{` that it closes. To send it, write {'}'}.",
      });
    }
    return template;
  }

  #compile<Compiled extends Mapping | Template>(
    node: StringValueNode | undefined,
    phase: Expression["phase"],
    compile: (text: string) => Compiled,
  ): Compiled | undefined {
    if (node === undefined) return undefined;
    try {
      const compiled = compile(node.value);
      this.all.push({ node, reads: compiled.reads, phase });
      for (const { message, offset } of compiled.doubts) {
        this.#problems.warn("MAPPING_METHOD", spanInString(node, offset), {
          message: `${message} What stands here is always missing.`,
          help: "Correct the call; docs/schema.md lists the methods.",
        });
      }
      return compiled;
    } catch (error) {
      /* v8 ignore next -- @preserve: a bug; the compilers throw nothing else */
      if (!(error instanceof MappingSyntaxError)) throw error;
      this.#problems.error("MAPPING_SYNTAX", spanInString(node, error.offset), {
        message: error.message + this.#endOf(node, error),
        help: `${error.help} It is read as connect ${this.version}.`,
      });
      return undefined;
    }
  }

  /** What is not closed is told where it begins; besides, where the text ends. */
  #endOf(node: StringValueNode, { end }: MappingSyntaxError): string {
    const place = end === undefined ? undefined : originInString(node, end);
    return place === undefined ? "" : ` It ends at ${place.line}:${place.column}.`;
  }
}
