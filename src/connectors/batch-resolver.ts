import type { BatchDeclaration } from "../contract/batch-declaration.ts";
import type { Json } from "../kernel/json.ts";
import type { ClientHeaders } from "./request-context.ts";

/** What a batch resolver is asked for: one value of its field. */
export interface BatchKey<Parent, Args> {
  /** The fields of the parent that it reads. */
  readonly parent: Parent;
  readonly args: Args;
}

/** What a batch resolver is given besides its keys. */
export interface BatchContext<Header extends string = string, Claim extends string = string> {
  /** Those of the client's headers that it reads; names in lower case. */
  readonly headers: Readonly<Record<Lowercase<Header>, ClientHeaders[string]>>;
  /** Those of the caller's claims that it reads; undefined: the caller has none of that name. */
  readonly claims: Readonly<Record<Claim, Json | undefined>>;
  /** Aborts when nobody waits for the values any more. */
  readonly signal: AbortSignal;
}

/**
 * What it gives for one key: the value, null or undefined where there is none, an Error for that key
 * alone; or a promise of one of these. Values are plain data, as JSON has it.
 */
export type BatchOutcome<Result> = Given<Result> | Promise<Given<Result>>;

type Given<Result> = Settled<Result> | null | undefined | Error;

/** A result as codegen has it, without the promises in it. */
type Settled<Result> = Result extends readonly (infer Item)[]
  ? readonly Settled<Item>[]
  : Exclude<Result, PromiseLike<unknown>>;

/** A batch resolver, as it is written. */
export interface BatchOptions<
  Result,
  Parent,
  Args,
  Reads extends string & keyof Parent,
  Header extends string,
  Claim extends string,
> {
  /** The fields of the parent that it is given, none of them an object. Default: none. */
  readonly reads?: readonly Reads[];
  /** The client's headers that it is given. Default: none, so that all callers share its values. */
  readonly headers?: readonly Header[];
  /** The caller's claims that it is given: `$context.claims`. Default: none, likewise. */
  readonly claims?: readonly Claim[];
  /** The most keys in one call. Default: as many as a connector's that does not say. */
  readonly maxSize?: number;
  /** What to take of each value, in the mapping language. Default: all of it. */
  readonly selection?: string;
  /**
   * To be changed whenever its values change for equal keys: what was kept before is then not read
   * any more. Default: the text of `load`.
   */
  readonly version?: string;
  /**
   * Gives one outcome per key, in the order of the keys, which are distinct. What it throws fails all
   * of them.
   */
  readonly load: (
    keys: readonly BatchKey<Pick<Parent, Reads>, Args>[],
    context: BatchContext<Header, Claim>,
  ) => Promise<readonly BatchOutcome<Result>[]> | readonly BatchOutcome<Result>[];
}

/** A batch resolver of a field whose values are `Result`. Made by {@link batch}. */
export interface BatchResolver<Result = unknown, Parent = never, Args = never>
  extends BatchDeclaration, FieldTypes<Result, Parent, Args> {
  readonly kind: "batch";
  readonly version: string | undefined;
  readonly load: Load;
}

/** For the compiler alone: nothing of it is there when code runs. */
interface FieldTypes<Result, Parent, Args> {
  readonly [fieldTypes]?: (parent: Parent, args: Args) => Result;
}

declare const fieldTypes: unique symbol;

/** What the gateway itself needs to know of one. */
// oxlint-disable-next-line typescript/no-explicit-any -- parameters of any schema's resolvers
type Load = (keys: readonly BatchKey<any, any>[], context: BatchContext<any, any>) => unknown;

/**
 * Makes a batch resolver: a field's values for many parents at once, in one call of `load`. It is
 * given what it says that it reads, and nothing else, so it is fetched, shared and kept as what a
 * connector brings.
 */
export function batch<
  Result,
  // oxlint-disable-next-line typescript/no-explicit-any -- where nothing says of which field it is
  Parent = any,
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  Args = any,
  const Reads extends string & keyof Parent = never,
  const Header extends string = never,
  const Claim extends string = never,
>(
  options: BatchOptions<Result, Parent, Args, Reads, Header, Claim>,
): BatchResolver<Result, Parent, Args> {
  const { reads = [], headers = [], claims = [], maxSize, selection, version, load } = options;
  return {
    kind: "batch",
    reads,
    headers: headers.map((name) => name.toLowerCase()),
    claims,
    maxSize,
    selection,
    version,
    load,
  };
}

/** Whether something that stands for a resolver is a batch resolver. */
export function isBatchResolver(entry: unknown): entry is BatchResolver {
  // Not by its class: the module that made it may have loaded this one a second time.
  return (
    typeof entry === "object" &&
    entry !== null &&
    "kind" in entry &&
    entry.kind === "batch" &&
    "load" in entry &&
    typeof entry.load === "function"
  );
}
