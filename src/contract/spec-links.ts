import type { ConstDirectiveNode, ConstValueNode } from "graphql";
import { Kind } from "graphql";

import type { ConnectVersion } from "../mapping/mapping.ts";
import { argumentOf, stringOf } from "./argument-values.ts";
import type { ProblemLog } from "./contract-problem.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import type { ParsedFile } from "./parse-files.ts";
import { schemaDirectivesOf } from "./schema-directives.ts";

/** What the `@link`s of one file say. */
export interface SpecLinks {
  /** v0.1 is read as v0.2; a file that links no connect specification is read as v0.4. */
  readonly version: ConnectVersion;
  /** The specification's name of a directive, by the name that the file uses for it. */
  readonly directiveNames: ReadonlyMap<string, string>;
}

const versions: ReadonlyMap<string, ConnectVersion> = new Map([
  ["v0.1", "v0.2"],
  ["v0.2", "v0.2"],
  ["v0.3", "v0.3"],
  ["v0.4", "v0.4"],
]);

const connectDirectives = ["source", "connect"];
const federationDirectives = [
  "key",
  "shareable",
  "external",
  "tag",
  "inaccessible",
  "requires",
  "provides",
  "override",
  "interfaceObject",
  "context",
  "fromContext",
  "cacheControl",
  "cacheTag",
];

/** Reads the version of the connect directives, and the names that `@link` gives to directives. */
export function readSpecLinks({ nodes }: ParsedFile, problems: ProblemLog): SpecLinks {
  const directiveNames = new Map<string, string>();
  let version: ConnectVersion = "v0.4";
  for (const directive of schemaDirectivesOf(nodes)) {
    if (directive.name.value !== "link") continue;
    const spec = specOf(directive);
    if (spec?.name === "connect") {
      version = versionOf(directive, spec.version, problems) ?? version;
      for (const pair of namesOf(directive, connectDirectives, spec.name))
        directiveNames.set(...pair);
      checkImports(directive, problems);
    } else if (spec?.name === "federation") {
      for (const pair of namesOf(directive, federationDirectives, spec.name))
        directiveNames.set(...pair);
    }
  }
  return { version, directiveNames };
}

interface Spec {
  readonly name: string;
  readonly version: string;
}

function specOf(directive: ConstDirectiveNode): Spec | undefined {
  const url = stringOf(argumentOf(directive, "url"))?.value ?? "";
  const [, name, version] = /^https?:\/\/specs\.apollo\.dev\/(\w+)\/(.+)$/.exec(url) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}

function versionOf(
  directive: ConstDirectiveNode,
  written: string,
  problems: ProblemLog,
): ConnectVersion | undefined {
  const version = versions.get(written);
  if (version === undefined) {
    problems.error("UNSUPPORTED_VERSION", argumentOf(directive, "url"), {
      message: `The connect directives are read in the versions v0.1 to v0.4; this file links ${written}.`,
      help: 'Link "https://specs.apollo.dev/connect/v0.4".',
    });
  }
  return version;
}

/** Imported names, and the prefixed names of all that a specification has. */
function namesOf(
  directive: ConstDirectiveNode,
  directives: readonly string[],
  specName: string,
): readonly (readonly [string, string])[] {
  const prefix = stringOf(argumentOf(directive, "as"))?.value ?? specName;
  return [
    ...directives.map((name) => [`${prefix}__${name}`, name] as const),
    // A specification's directive of its own name goes by the prefix alone.
    ...(directives.includes(specName) ? [[prefix, specName] as const] : []),
    ...importsOf(directive).map(({ name, as }) => [as.slice(1), name.slice(1)] as const),
  ];
}

interface Import {
  readonly node: ConstValueNode;
  readonly name: string;
  readonly as: string;
}

/** The imported directives. Imported types need no reading: they have no meaning of their own here. */
function importsOf(directive: ConstDirectiveNode): readonly Import[] {
  const list = argumentOf(directive, "import");
  const nodes = list?.kind === Kind.LIST ? list.values : [];
  return nodes
    .map((node) => {
      const fields = node.kind === Kind.OBJECT ? node.fields : [];
      const text = (name: string): string | undefined =>
        stringOf(fields.find((field) => field.name.value === name)?.value)?.value;
      const name = stringOf(node)?.value ?? text("name") ?? "";
      return { node, name, as: text("as") ?? name };
    })
    .filter(({ name, as }) => name.startsWith("@") && as.startsWith("@"));
}

function checkImports(directive: ConstDirectiveNode, problems: ProblemLog): void {
  const known = connectDirectives.map((name) => `@${name}`);
  for (const { node, name } of importsOf(directive)) {
    if (known.includes(name)) continue;
    problems.error("UNKNOWN_IMPORT", node, {
      message: `The connect specification has the directives ${known.join(" and ")}; there is no "${name}".`,
      help: `Correct the name.${didYouMean(name, known)}`,
    });
  }
}
