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
  /**
   * The specification's name of a directive, by the name that the file uses for it. Where a file
   * imports one under another name, and defines a directive of its own by the name that is free then,
   * that stands for a name that no specification has.
   */
  readonly directiveNames: ReadonlyMap<string, string>;
  /** Whether a type of this name is the specification's. */
  readonly isSpecificationType: (name: string) => boolean;
}

const versions: ReadonlyMap<string, ConnectVersion> = new Map([
  ["v0.1", "v0.2"],
  ["v0.2", "v0.2"],
  ["v0.3", "v0.3"],
  ["v0.4", "v0.4"],
]);

const connectDirectives = ["source", "connect"];
const guards = ["authenticated", "requiresScopes", "policy"];
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
  ...guards,
];

const directivesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["connect", connectDirectives],
  ["federation", federationDirectives],
  // What says who may see something has specifications of its own as well.
  ...guards.map((name): [string, readonly string[]] => [name, [name]]),
]);

/** Guards hold by the names that a link would give them, even where nobody links: they are never ignored. */
const unlinkedGuards = guards.map((name): NamePair => [`federation__${name}`, name]);

/** Reads the version of the connect directives, and the names that `@link` gives to directives. */
export function readSpecLinks({ nodes }: ParsedFile, problems: ProblemLog): SpecLinks {
  const links = schemaDirectivesOf(nodes)
    .filter(({ name }) => name.value === "link")
    .flatMap((directive) => readLink(directive) ?? []);
  for (const link of links) checkSpecification(link, problems);
  const [connect, another] = links.filter(({ name }) => name === "connect");
  if (another !== undefined) {
    problems.error("DUPLICATE_LINK", argumentOf(another.directive, "url"), {
      message: "A file links the connect specification once; this one does it again.",
      help: "Keep one of the links, with what both of them import.",
    });
  }
  if (connect !== undefined) checkImports(connect.directive, problems);
  const known = links.flatMap((link) => {
    const directives = directivesOf.get(link.name);
    return directives === undefined ? [] : [{ ...link, directives }];
  });
  const types = new Set(known.flatMap((link) => importsOf(link.directive).map(({ as }) => as)));
  const defined = new Set(
    nodes.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? node.name.value : [])),
  );
  const kept = known.flatMap(keptNames).filter(([name]) => defined.has(name));
  const prefixes = known.map(({ prefix }) => `${prefix}__`);
  return {
    version: (connect && versionOf(connect, problems)) ?? "v0.4",
    directiveNames: new Map([...unlinkedGuards, ...kept, ...known.flatMap(namesOf)]),
    isSpecificationType: (name) =>
      types.has(name) || prefixes.some((prefix) => name.startsWith(prefix)),
  };
}

/** A `@link` to one of the specifications that are published at one place. */
interface Link {
  readonly directive: ConstDirectiveNode;
  readonly name: string;
  readonly version: string | undefined;
  /** What names that are not imported begin with. */
  readonly prefix: string;
}

/** A link to a specification that means something here. */
interface KnownLink extends Link {
  readonly directives: readonly string[];
}

const specificationUrl = /^https?:\/\/specs\.apollo\.dev\/(\w+)(?:\/(.*?))?\/?$/;

function readLink(directive: ConstDirectiveNode): Link | undefined {
  const url = stringOf(argumentOf(directive, "url"))?.value ?? "";
  const [, name, version] = specificationUrl.exec(url) ?? [];
  if (name === undefined) return undefined;
  const prefix = stringOf(argumentOf(directive, "as"))?.value ?? name;
  return { directive, name, version, prefix };
}

/** Others than those that mean something here, so that they are not taken for typos. */
const otherSpecifications =
  /^(link|core|join|tag|inaccessible|security|source|context|cost|cacheTag|supergraph)$/;

function checkSpecification({ directive, name }: Link, problems: ProblemLog): void {
  if (name === "join") {
    problems.error("COMPOSED_SCHEMA", argumentOf(directive, "url"), {
      message:
        "This schema was composed from others, and its connectors stand in @join__directive.",
      help: "Give the schemas that it was composed from: a directory of them is one graph.",
    });
  }
  if (directivesOf.has(name) || otherSpecifications.test(name)) return;
  const meant = didYouMean(name, directivesOf.keys());
  if (meant === "") return;
  problems.warn("UNKNOWN_SPECIFICATION", argumentOf(directive, "url"), {
    message: `This links the specification "${name}", which means nothing here.`,
    help: `Correct the URL.${meant}`,
  });
}

function versionOf({ directive, version: written }: Link, problems: ProblemLog) {
  const version = versions.get(written ?? "");
  if (version === undefined) {
    problems.error("UNSUPPORTED_VERSION", argumentOf(directive, "url"), {
      message: `The connect directives are read in the versions v0.1 to v0.4; this file links ${written ?? "none of them"}.`,
      help: 'Link "https://specs.apollo.dev/connect/v0.4".',
    });
  }
  return version;
}

type NamePair = readonly [string, string];

/** Imported names, and the prefixed names of all that a specification has. */
function namesOf({
  directive,
  name: specification,
  prefix,
  directives,
}: KnownLink): readonly NamePair[] {
  return [
    ...directives.map((name): NamePair => [`${prefix}__${name}`, name]),
    // A specification's directive of its own name goes by the prefix alone.
    ...(directives.includes(specification) ? [[prefix, specification] as const] : []),
    ...directiveImportsOf(directive).map(({ name, as }): NamePair => [as.slice(1), name.slice(1)]),
  ];
}

/** Names that imports leave to directives of the file's own. */
function keptNames({ directive }: Link): readonly NamePair[] {
  return directiveImportsOf(directive)
    .filter(({ name, as }) => name !== as)
    .map(({ name }): NamePair => [name.slice(1), `own ${name.slice(1)}`]);
}

interface Import {
  readonly node: ConstValueNode;
  readonly name: string;
  readonly as: string;
}

function directiveImportsOf(directive: ConstDirectiveNode): readonly Import[] {
  return importsOf(directive).filter(({ name, as }) => name.startsWith("@") && as.startsWith("@"));
}

/** The imported directives, with "@", and types. */
function importsOf(directive: ConstDirectiveNode): readonly Import[] {
  const list = argumentOf(directive, "import");
  const nodes = list?.kind === Kind.LIST ? list.values : [];
  return nodes.map((node) => {
    const fields = node.kind === Kind.OBJECT ? node.fields : [];
    const text = (name: string): string | undefined =>
      stringOf(fields.find((field) => field.name.value === name)?.value)?.value;
    const name = stringOf(node)?.value ?? text("name") ?? "";
    return { node, name, as: text("as") ?? name };
  });
}

function checkImports(directive: ConstDirectiveNode, problems: ProblemLog): void {
  const known = connectDirectives.map((name) => `@${name}`);
  for (const { node, name } of directiveImportsOf(directive)) {
    if (known.includes(name)) continue;
    problems.error("UNKNOWN_IMPORT", node, {
      message: `The connect specification has the directives ${known.join(" and ")}; there is no "${name}".`,
      help: `Correct the name.${didYouMean(name, known)}`,
    });
  }
}
