import type { ConstDirectiveNode } from "graphql";

import { argumentOf, fieldOf, stringOf } from "./argument-values.ts";
import type { ProblemLog } from "./contract-problem.ts";
import type { Source } from "./contract.ts";
import { Expressions } from "./expressions.ts";
import type { Expression } from "./expressions.ts";
import { isAbsoluteHttpUrl } from "./http-url.ts";
import type { LinkedFile } from "./linked-file.ts";
import type { LinkedSchema } from "./linked-schema.ts";
import { originOfNode } from "./origin.ts";
import { readErrorMapping } from "./read-errors.ts";
import { readHeaders } from "./read-headers.ts";
import { schemaDirectivesOf } from "./schema-directives.ts";
import { uniqueSourceNames } from "./source-names.ts";

/** A source as it stands in a file. */
export interface SourceDeclaration {
  readonly file: LinkedFile;
  /** As its file calls it. */
  readonly localName: string;
  readonly directive: ConstDirectiveNode;
  /** Undefined where the directive is broken, and there is a problem. */
  readonly source: Source | undefined;
  readonly expressions: readonly Expression[];
}

/** Reads every `@source`. Of two with one name in a file, the first holds. */
export function readSources(
  { files, soundDirectives }: LinkedSchema,
  problems: ProblemLog,
): readonly SourceDeclaration[] {
  const named = files.flatMap((file) => namedSourcesOf(file, problems));
  const nameOf = uniqueSourceNames(named);
  return named.map((declaration) => {
    const { file, localName, directive } = declaration;
    const expressions = new Expressions(file.version, problems);
    const name = nameOf(declaration);
    const source = soundDirectives.has(directive)
      ? readSource(name, { directive, expressions }, problems)
      : undefined;
    return { file, localName, directive, source, expressions: expressions.all };
  });
}

type NamedSource = Pick<SourceDeclaration, "file" | "localName" | "directive">;

function namedSourcesOf(file: LinkedFile, problems: ProblemLog): readonly NamedSource[] {
  const named = new Map<string, NamedSource>();
  for (const directive of schemaDirectivesOf(file.nodes)) {
    if (directive.name.value !== "source") continue;
    const node = stringOf(argumentOf(directive, "name"));
    if (node === undefined) continue;
    const localName = node.value;
    if (!/^[A-Za-z_][\w-]{0,63}$/.test(localName)) {
      problems.error("INVALID_SOURCE_NAME", node, {
        message: `A source's name is made of letters, digits, "_" and "-", starts with a letter or "_", and has at most 64 characters; this is "${localName}".`,
        help: "Rename the source, here and in its connectors.",
      });
    }
    const other = named.get(localName);
    if (other !== undefined) {
      const line = originOfNode(other.directive)?.line;
      problems.error("DUPLICATE_SOURCE", node, {
        message: `A source's name stands for one source in a file; "${localName}" is also declared in line ${line}.`,
        help: "Rename one of the two.",
      });
    } else named.set(localName, { file, localName, directive });
  }
  return [...named.values()];
}

interface SourceText {
  readonly directive: ConstDirectiveNode;
  readonly expressions: Expressions;
}

function readSource(
  name: string,
  { directive, expressions }: SourceText,
  problems: ProblemLog,
): Source | undefined {
  const before = problems.errorCount;
  const http = argumentOf(directive, "http");
  const baseUrlNode = stringOf(fieldOf(http, "baseURL"));
  const baseUrl = expressions.url(baseUrlNode);
  if (baseUrl !== undefined && !isAbsoluteHttpUrl(baseUrl.text)) {
    problems.error("INVALID_BASE_URL", baseUrlNode, {
      message: `A base URL starts with http:// or https:// and a host; this is "${baseUrl.text}".`,
      help: 'Write it whole, e.g. "https://api.example.com/v2".',
    });
  }
  const source = {
    name,
    path: expressions.mapping(fieldOf(http, "path")),
    queryParams: expressions.mapping(fieldOf(http, "queryParams")),
    headers: readHeaders(fieldOf(http, "headers"), expressions, problems),
    errors: readErrorMapping(argumentOf(directive, "errors"), expressions),
    isSuccess: expressions.value(
      argumentOf(directive, "isSuccess"),
      "Of a success, `isSuccess` is `true`",
    ),
  };
  const origin = originOfNode(directive);
  const isComplete =
    problems.errorCount === before && baseUrl !== undefined && origin !== undefined;
  return isComplete ? { ...source, baseUrl, origin } : undefined;
}
