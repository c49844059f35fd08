import type { FreshnessRules } from "../../contract/freshness-rules.ts";

/**
 * What an operation asks of its sources, before it is run: the steps of its plan as a tree, and how
 * many calls they cost. Plain JSON, without secrets: no values of settings, variables or headers.
 */
export interface Explanation {
  readonly operation: ExplainedOperation;
  /** Those of the root, in the order in which they are planned; others are below the one they wait for. */
  readonly steps: readonly ExplainedStep[];
  /** The lists that multiply something, in the order in which they are met. */
  readonly lists: readonly ExplainedList[];
  /** By source, in the order in which they are met. */
  readonly sources: readonly ExplainedSource[];
  /** The calls to all sources together. */
  readonly total: CallEstimate;
  /** What the numbers take for granted, each a sentence. */
  readonly assumptions: readonly string[];
  /** What is dear about the operation, dearest first. */
  readonly problems: readonly ExplainedProblem[];
}

interface ExplainedOperation {
  /** Undefined where the operation has no name. */
  readonly name: string | undefined;
  readonly kind: "query" | "mutation" | "subscription";
  readonly origin: ExplainedOrigin | undefined;
}

/** A place in the operation's file; lines and columns count from 1. */
interface ExplainedOrigin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * How many calls are made. It holds for a gateway that has kept nothing, with lists of the sizes
 * that `lists` tells, and counts each call once, however often it is tried again.
 */
export interface CallEstimate {
  /** With all that is known: equal keys of one moment are asked for once, and steps share batches. */
  readonly calls: Amount;
  /** Where no key is equal to another, no step shares a batch, and all that may be needed is needed. */
  readonly worst: Amount;
}

/** A number, and how it comes about: "1 + ceil(posts / 100)". */
export interface Amount {
  readonly formula: string;
  readonly value: number;
}

export interface ExplainedSource extends CallEstimate {
  /** Its name in the schema; the host, where a connector names none. */
  readonly source: string;
  /** The most calls that one operation may make to it. */
  readonly limit: number;
  /** Undefined where it makes no more than that, whatever happens. */
  readonly excess: CallExcess | undefined;
}

/** How an operation comes to more calls to a source than it may make. */
export type CallExcess =
  /** By the fields of its root alone: it is refused, and nothing is asked for. */
  | "refused"
  /** As estimated: what is left when it has made so many fails. */
  | "estimated"
  /** Only at worst. */
  | "worst";

export interface ExplainedStep {
  /** Unique in the explanation: "1", "1.2", "1.2.1", … by its place in the tree. */
  readonly id: string;
  readonly kind: "fetch" | "fill" | "resolve" | "introspect";
  /**
   * Where the fields stand that it answers: "posts" for a field of the root, "posts[].user" for a field of
   * the objects of a list. A fill step has the path of the objects themselves.
   */
  readonly path: string;
  /** The type of the objects that have the fields. */
  readonly typeName: string;
  /** The fields that it answers, as coordinates: "Post.user". Empty: it brings what others read. */
  readonly fields: readonly string[];
  /** Where the first of these fields is selected. */
  readonly origin: ExplainedOrigin | undefined;
  readonly timing: ExplainedTiming;
  /** Undefined for what makes no call itself: resolvers and introspection. */
  readonly connector: ExplainedConnector | undefined;
  /** The ids of the steps of the same connector that start at the same moment: they share batches. */
  readonly batchedWith: readonly string[];
  /** Whether it may turn out that there is nothing to fetch: its objects may have the fields already. */
  readonly isOptional: boolean;
  readonly kept: ExplainedKeeping;
  /** How many objects it serves at once. */
  readonly objects: Amount;
  /** How many different things it asks for: at most one for each object. */
  readonly keys: Amount;
  /** Its own calls, as if it shared no batch; 0 for what makes none. */
  readonly calls: Amount;
  /** The paths of the lists around it, each once, outermost first: they multiply its keys. */
  readonly multipliedBy: readonly string[];
  /** Steps that cannot start before it is done. */
  readonly children: readonly ExplainedStep[];
}

/** When a step's fields are answered. */
export type ExplainedTiming =
  /** With the first part of the answer, which waits for it. */
  | { readonly kind: "first" }
  /** The others do not wait for it, and the operation so long at most. */
  | { readonly kind: "lazy"; readonly budgetMs: number; readonly reason: string }
  /** In a later part: with the first of these fragments that is complete. */
  | { readonly kind: "deferred"; readonly fragments: readonly ExplainedFragment[] }
  /** In later parts, for all items of the list but the first few. */
  | {
      readonly kind: "streamed";
      readonly label: string | undefined;
      readonly initialCount: number;
    };

/** A fragment with `@defer`. */
interface ExplainedFragment {
  readonly label: string | undefined;
  /** Of the objects that it is spread on; "" for the root. */
  readonly path: string;
}

export interface ExplainedConnector {
  readonly id: string;
  readonly source: string;
  /** Undefined for a connector that maps without a call. */
  readonly request:
    | {
        readonly method: string;
        /** As the schema has it, with its expressions: "/posts/{$args.id}". */
        readonly url: string;
      }
    | undefined;
  /** Undefined where each key is a call of its own. */
  readonly batch: ExplainedBatch | undefined;
  readonly scope: ExplainedScope;
}

interface ExplainedBatch {
  /** The most keys in one call. */
  readonly maxSize: number;
  /** The longest that a key waits for company while its source is free. */
  readonly windowMs: number;
  readonly onFailure: "SPLIT" | "TOGETHER";
}

/** Whose calls and values it may share. */
export interface ExplainedScope {
  /** With requests for which the call would be the same, or with nobody. */
  readonly sharing: "SCOPE" | "REQUEST";
  /** The client's headers that it reads, in lower case: only callers with equal ones share. */
  readonly headers: readonly string[];
  /** What it reads of `$context`, such as "claims.tenant": only callers with equal values share. */
  readonly context: readonly string[];
}

/** How long what a step brings is kept. */
export type ExplainedKeeping =
  | ({ readonly kind: "kept" } & Omit<FreshnessRules, "typeNames" | "tagsOf" | "objectsOf">)
  | {
      readonly kind: "unkept";
      /** Why not, as a sentence. */
      readonly reason: string;
    };

/** A list of the answer, and how many items it is taken to have. */
export interface ExplainedList {
  /** "posts", "posts[].comments"; "matrix[]" for the lists in a list. */
  readonly path: string;
  /** "Query.posts" */
  readonly coordinate: string;
  /** What formulas call it. */
  readonly name: string;
  readonly size: number;
  readonly from: ListSizeOrigin;
}

/** How the size of a list is known, surest first. */
export type ListSizeOrigin =
  /** The caller says so. */
  | { readonly kind: "given" }
  /** An argument that `@listSize` calls a slicing argument. */
  | { readonly kind: "argument"; readonly argument: string }
  /** `@listSize(assumedSize:)`. */
  | { readonly kind: "declared" }
  /** An argument of a usual name, of which nothing says that the source keeps to it. */
  | { readonly kind: "assumed"; readonly argument: string }
  /** The longest that this gateway has met. */
  | { readonly kind: "observed" }
  /**
   * Nothing says: what the settings take a list to have. With the slicing arguments that would say so,
   * if they were known.
   */
  | { readonly kind: "default"; readonly arguments: readonly string[] };

/** Something dear. */
export interface ExplainedProblem {
  /** `MULTIPLIED_CALLS`: a list multiplies calls that are not batched. */
  readonly code: "MULTIPLIED_CALLS";
  /** The step's id. */
  readonly step: string;
  readonly message: string;
  readonly help: string;
}
