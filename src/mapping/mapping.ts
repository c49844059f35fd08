import type { Json } from "../kernel/json.ts";

/** Which version of the connect directives' mapping language a text is written in. */
export type ConnectVersion = "v0.2" | "v0.3" | "v0.4";

/** A JSON value, or `undefined` where the language has "missing". */
export type MaybeJson = Json | undefined;

/**
 * The values of `$args`, `$this`, … while a mapping is evaluated. A variable that is absent here is
 * missing. `$` and `@` are not among them: they start as the evaluated value.
 */
export interface Variables {
  readonly $args?: MaybeJson;
  readonly $this?: MaybeJson;
  readonly $batch?: MaybeJson;
  readonly $config?: MaybeJson;
  readonly $env?: MaybeJson;
  readonly $context?: MaybeJson;
  readonly $request?: MaybeJson;
  readonly $response?: MaybeJson;
  readonly $status?: MaybeJson;
}

export type VariableName = keyof Variables;

/** A mapping, compiled once and evaluated for many values. Holds no state between evaluations. */
export interface Mapping {
  readonly text: string;
  /** What the mapping writes, known from its text alone. */
  readonly shape: Shape;
  /** Every variable the text reads, with the path below it; each once. */
  readonly reads: readonly VariableRead[];
  /** Calls of methods that there are not, or not so: each yields missing whatever the value. */
  readonly doubts: readonly MappingDoubt[];
  /** Never throws for any input; what goes wrong is reported to `problems` and yields missing. */
  readonly evaluate: (value: MaybeJson, variables: Variables, problems?: Problems) => MaybeJson;
}

/**
 * The static shape of what a mapping yields.
 *
 * `isOpen` shapes pass on values of the input as they are, so they may hold any key besides
 * `fields`; all others hold `fields` and nothing else.
 */
export interface Shape {
  readonly fields: ReadonlyMap<string, Shape>;
  readonly isOpen: boolean;
  /**
   * What spreads and `->match` add depending on the value, one entry for each alternative.
   * `typeName` is the alternative's literal `__typename`, undefined where it has none.
   */
  readonly variants: readonly ShapeVariant[];
  /** The value itself, where it is a literal of the text and so the same for any input. */
  readonly literal?: Json;
}

export interface ShapeVariant {
  readonly typeName: string | undefined;
  readonly shape: Shape;
}

/**
 * One read of a variable: `$this.address.city` is `["address", "city"]`, `$args` alone is `[]`;
 * `$this { id address { city } }` is two reads. A read of `$request.headers.x` has the path
 * `["headers", "x"]`. `origin` is the offset of the variable in the text.
 */
export interface VariableRead {
  readonly variable: VariableName;
  readonly path: readonly string[];
  readonly offset: number;
  /** True where `??`, `?!` or `?` says what becomes of it when it is missing. */
  readonly isOptional?: true | undefined;
}

/** Something in a text that is of the language and cannot be what was meant. */
export interface MappingDoubt {
  readonly message: string;
  /** Of the place in the text. */
  readonly offset: number;
}

/** Collects what goes wrong inside evaluations, one entry per message and place, with a count. */
export interface Problems {
  readonly report: (message: string, path: string) => void;
}

/**
 * A text that is not of the language: `offset` points at the character that cannot stand there, or
 * at the bracket that nothing closes.
 */
export class MappingSyntaxError extends Error {
  override readonly name = "MappingSyntaxError";
  readonly offset: number;
  /** What to do about it. */
  readonly help: string;
  /** Where the text ends, if something in it is not closed. */
  readonly end: number | undefined;

  constructor(message: string, offset: number, { help, end }: SyntaxErrorFacts) {
    super(message);
    this.offset = offset;
    this.help = help;
    this.end = end;
  }
}

interface SyntaxErrorFacts {
  readonly help: string;
  readonly end?: number;
}
