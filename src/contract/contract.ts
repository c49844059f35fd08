import type { GraphQLSchema } from "graphql";

import type { Origin, Problem } from "../kernel/problem.ts";
import type { ConnectVersion, Mapping } from "../mapping/mapping.ts";
import type { Template } from "../mapping/template.ts";
import type { FreshnessRules } from "./freshness-rules.ts";
import type { ListSizeDeclaration } from "./list-size.ts";
import type { Policies } from "./policies.ts";
import type { Requirements } from "./requirements.ts";

/** Everything a schema says, in the form the layers above read. Immutable. */
export interface Contract {
  /** The API that callers see: no connect definitions, nothing `@inaccessible`. */
  readonly schema: GraphQLSchema;
  /** By unique name: the `name` of its `@source`, or "file.name" where two files use one name. */
  readonly sources: ReadonlyMap<string, Source>;
  /** All connectors, in the order in which they stand in the files. */
  readonly connectors: readonly Connector[];
  /** The connectors of a field, by coordinate ("Query.posts"), in the order in which they stand. */
  readonly fieldConnectors: ReadonlyMap<string, readonly Connector[]>;
  /**
   * The connectors that fetch objects of a type by key, by type name, best first: those that read
   * `$batch`, those that read `$this`, those of a Query field with `entity: true`.
   */
  readonly objectConnectors: ReadonlyMap<string, readonly Connector[]>;
  readonly policies: Policies;
  /** How long what a connector returns may be kept, by its id; of those that may be kept at all. */
  readonly freshness: ReadonlyMap<string, FreshnessRules>;
  /** Who may see what. */
  readonly requirements: Requirements;
  /** What `@listSize` says of lists, by the coordinate of the field ("Query.posts"). */
  readonly listSizes: ReadonlyMap<string, ListSizeDeclaration>;
  /** Warnings. A schema with errors has no contract. */
  readonly problems: readonly Problem[];
}

export interface Source {
  readonly name: string;
  readonly baseUrl: Template;
  readonly path: Mapping | undefined;
  readonly queryParams: Mapping | undefined;
  readonly headers: readonly HeaderMapping[];
  readonly errors: ErrorMapping;
  readonly isSuccess: Mapping | undefined;
  readonly origin: Origin;
}

export interface Connector {
  /** Unique: its coordinate, with "[1]", "[2]", … for the second and later one of that place. */
  readonly id: string;
  /** What its directive calls it (`id: "…"`), by which tests may find it. Undefined for most. */
  readonly name?: string | undefined;
  /** "Query.posts", "Post.user" or "User": the place where the directive stands. */
  readonly coordinate: string;
  readonly place: ConnectorPlace;
  /** Undefined where the URL is absolute, or where there is no call at all. */
  readonly source: Source | undefined;
  readonly version: ConnectVersion;
  /** Undefined for a connector without `http` (v0.4): its selection is evaluated without a call. */
  readonly request: RequestMapping | undefined;
  readonly errors: ErrorMapping;
  readonly isSuccess: Mapping | undefined;
  /** Maps the body to the field's value, to the object, or (for a batch) to the list of objects. */
  readonly selection: Mapping;
  /** What it must be given to make its call. */
  readonly inputs: ConnectorInputs;
  /**
   * The fields that tell one object from another: read from `$batch`, from `$this`, or, for
   * `entity: true`, the names of the arguments. Empty for root fetches.
   */
  readonly keyFields: readonly KeyField[];
  /** Present exactly where the connector reads `$batch`, or is a batch resolver. */
  readonly batch: { readonly maxSize: number | undefined } | undefined;
  /** Present exactly where it is a batch resolver: code of the schema's own is asked, and no source. */
  readonly resolver?: ResolverRules | undefined;
  readonly origin: Origin;
}

/** What is special about a connector that is a batch resolver. */
interface ResolverRules {
  /** Paths below the parent that must lead to a value: without them there is nothing to ask for. */
  readonly needs: readonly KeyPath[];
}

export type ConnectorPlace =
  | { readonly kind: "query"; readonly typeName: string; readonly fieldName: string }
  | { readonly kind: "mutation"; readonly typeName: string; readonly fieldName: string }
  | { readonly kind: "field"; readonly typeName: string; readonly fieldName: string }
  | { readonly kind: "object"; readonly typeName: string };

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestMapping {
  readonly method: HttpMethod;
  /** Relative to the source, or absolute where there is none. */
  readonly url: Template;
  readonly path: Mapping | undefined;
  readonly queryParams: Mapping | undefined;
  readonly headers: readonly HeaderMapping[];
  readonly body: Mapping | undefined;
}

/** A header to send: copied from the client's header `from`, or written by `value`. */
export type HeaderMapping =
  | { readonly name: string; readonly from: string; readonly value?: never }
  | { readonly name: string; readonly value: Template; readonly from?: never };

export interface ErrorMapping {
  readonly message: Mapping | undefined;
  readonly extensions: Mapping | undefined;
}

/** What a connector reads, in all its mappings and templates together; each path once. */
export interface ConnectorInputs {
  /** Paths below `$args`; a path `[]` means all arguments. */
  readonly args: readonly KeyPath[];
  /** Paths below `$this`, from the parent object; a path `[]` means the whole parent. */
  readonly this: readonly KeyPath[];
  /** Paths below the objects in `$batch`. */
  readonly batch: readonly KeyPath[];
  /** Paths below `$config`; a path `[]` means all of it. */
  readonly config: readonly KeyPath[];
  /** Names of environment variables, from `$env.NAME`. */
  readonly env: readonly string[];
  /** The client's headers, in lower case: from `$request.headers.x` and `from:`. */
  readonly headers: readonly string[];
  /** Paths below `$context`; a path `[]` means all of it. */
  readonly context: readonly KeyPath[];
}

export type KeyPath = readonly string[];

export interface KeyField {
  readonly path: KeyPath;
  /** Whether the GraphQL field is an `ID`, so that `"1"` and `1` are one key. */
  readonly isId: boolean;
  /** Of an object that is read whole: the paths below it of the fields that are an `ID`. */
  readonly ids?: readonly KeyPath[];
}
