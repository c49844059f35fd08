import type { FieldNode, GraphQLObjectType, GraphQLOutputType, SourceLocation } from "graphql";

import type { KeyEncoder } from "../connectors/encode-key.ts";
import type { Connector } from "../contract/contract.ts";
import type { JsonObject } from "../kernel/json.ts";
import type { Shape } from "../mapping/mapping.ts";
import type { ListSize } from "./list-sizes.ts";

/** An operation, compiled: made once per document, operation name and values of its conditions. */
export interface Plan {
  readonly root: ObjectPlan;
  /** Mutations run their root steps one after the other. */
  readonly isSerial: boolean;
  /** Whether it depends on the caller what the operation may see. */
  readonly isGuarded: boolean;
}

/** An object of the answer while it is being filled. All keys are there from the start, in order. */
export type Answer = Record<string, unknown>;

/** What happens to objects of one concrete type at one place of the answer. */
export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  /** The field whose value these objects are, or are in; undefined for the root. */
  readonly field: FieldPlan | undefined;
  /** Makes an answer in which nothing is known yet: null for each key, and the type's name. */
  readonly newAnswer: () => Answer;
  /** Completes the fields that are read from the object itself, as soon as it is there. */
  readonly completeInline: CompleteFields;
  /** Those fields. */
  readonly inline: readonly FieldPlan[];
  /** Fields that cost a call or a resolver. A step comes after all the steps it needs. */
  readonly steps: readonly Step[];
  /** Fields that the others do not wait for. */
  readonly late: readonly LatePlan[];
  /** Whether there is any of these: asked for each object of each answer. */
  readonly hasSteps: boolean;
}

/** Fields of an object that are answered apart from its others, with steps of their own. */
export interface LatePlan {
  /** The object that has them. */
  readonly object: ObjectPlan;
  readonly timing: LateTiming;
  /** Whether all objects at a place go on together, for the sake of batches to come. */
  readonly isTogether: () => boolean;
  /** Makes an answer of these fields alone. */
  readonly newAnswer: () => Answer;
  readonly completeInline: CompleteFields;
  readonly inline: readonly FieldPlan[];
  readonly steps: readonly Step[];
}

/** With the others, if it is there so long after the operation began; else it is null. */
interface LazyTiming {
  readonly kind: "lazy";
  readonly field: FieldPlan;
  readonly budgetMs: number;
}

/** When fields that the others do not wait for are answered. */
export type LateTiming =
  | LazyTiming
  /** With the first of these fragments that is complete: each selects all of the fields. */
  | { readonly kind: "deferred"; readonly fragments: FragmentSet };

/** A fragment with `@defer`, at one place of the answer. */
export interface DeferredFragment {
  readonly label: string | undefined;
  /** The objects it is spread on: one part of the answer for each of them. */
  readonly object: ObjectPlan;
  /** The deferred fragment around it: it is told of when that one is complete. */
  readonly parent: DeferredFragment | undefined;
}

/** Fragments that select a field, less those that are in another of them. */
export type FragmentSet = readonly DeferredFragment[];

/** `@stream` on a field: how much of its list the others wait for. */
export interface StreamPlan {
  readonly label: string | undefined;
  readonly initialCount: number;
}

/** One field of the answer at one place. */
export interface FieldPlan {
  readonly responseKey: string;
  readonly name: string;
  /** The objects that have this field. */
  readonly object: ObjectPlan;
  readonly type: GraphQLOutputType;
  readonly nodes: FieldNodes;
  /** Where they are in the document; undefined where it does not say. */
  readonly locations: () => readonly SourceLocation[] | undefined;
  /** What brings the field's value, or the object that has it; undefined: a resolver, or the gateway. */
  readonly connector: Connector | undefined;
  /** What is known of the field's value before it is there. */
  readonly shape: Shape;
  /** The deferred fragments that its nodes stand in, in their order; undefined: in none. */
  readonly fragments: readonly (DeferredFragment | undefined)[] | undefined;
  /** The fragments that it is answered with; none: it is answered with the first part. */
  readonly within: FragmentSet;
  /** Undefined where its whole list is waited for. */
  readonly stream: StreamPlan | undefined;
  /** Whether the items of a streamed list go on together, for the sake of batches to come. */
  readonly areItemsTogether: () => boolean;
  /** How long its lists turned out to be. */
  readonly size: ListSize;
  /** The plans of the objects in the field's value that have been met so far, by type name. */
  readonly objects: ReadonlyMap<string, ObjectPlan>;
  /** The plan for the field's objects of one concrete type. Made when that type is first met. */
  readonly objectPlan: (type: GraphQLObjectType) => ObjectPlan;
  /**
   * The plan for a value of an interface or union.
   *
   * @throws GraphQLError when the value does not tell its type, or tells one that cannot be here.
   * @throws GatewayError when the caller may not see objects of its type.
   */
  readonly objectPlanOf: (value: unknown) => ObjectPlan;
  readonly complete: Complete;
}

/** Completes some fields of an object from its properties. A failure stays with its own field. */
export type CompleteFields = (properties: Properties, answer: Answer, wave: Wave) => void;

/** The places in the document that select one field: at least one. */
export type FieldNodes = readonly [FieldNode, ...FieldNode[]];

/** What an object has, by field name. */
export type Properties = Readonly<Record<string, unknown>>;

/** What completing values brings to light. */
export interface Wave {
  /** Notes an object that has steps to come. */
  readonly add: (plan: ObjectPlan, answer: Answer, value: unknown) => void;
  readonly fail: (failure: Failure) => void;
  /** Counts the items of a list into the answer; false when it may not have so many. */
  readonly countItems: (count: number) => boolean;
  /** Counts the characters of texts into the answer. */
  readonly countText: (length: number) => void;
  /** Notes a list that goes on after what the others wait for. */
  readonly stream: (list: StreamedList) => void;
}

/** A list of which the first items are in the answer. */
export interface StreamedList {
  readonly field: FieldPlan;
  /** The object that has the field. */
  readonly answer: Answer;
  readonly items: readonly unknown[];
  /** How many of the items are in the answer. */
  readonly count: number;
  /** Completes one item that is not. */
  readonly completeItem: Complete;
}

/** A field that could not be answered. Its path is looked up when the run is over. */
export interface Failure {
  readonly field: FieldPlan;
  /** The object that has the field. */
  readonly answer: Answer;
  /** Where in the field's lists; undefined: the field itself. */
  readonly indexes: readonly number[] | undefined;
  readonly error: unknown;
}

/**
 * Turns a field's value into its part of the answer: coerces leaves, makes answer objects, notes in
 * the wave which of those have steps to come. Throws where the value cannot stand; what fails
 * inside a list or an object is noted in the wave instead.
 *
 * `indexes` are the positions in the lists around the value.
 */
export type Complete = (
  value: unknown,
  wave: Wave,
  answer: Answer,
  indexes: readonly number[] | undefined,
) => unknown;

/** One unit of work: it serves every object at its place at once. */
export type Step = FetchStep | FillStep | ResolveStep | IntrospectStep;

interface StepBase {
  /** Positions, in the object plan's steps, of those that must be done first. */
  readonly after: readonly number[];
}

/** A field whose value a connector fetches. */
export interface FetchStep extends StepBase {
  readonly kind: "fetch";
  readonly field: FieldPlan;
  readonly connector: Connector;
  readonly args: ReadArguments;
  readonly encoder: KeyEncoder;
  /** The columns of the fill steps whose fields the connector reads, besides the object as it came. */
  readonly columns: readonly number[];
  /** The parents come from a resolver, and those that hold the field already are passed over. */
  readonly isOptional: boolean;
  readonly invalidates: InvalidatedTags | undefined;
}

/** Fields that a connector for the objects themselves brings, by their key. */
export interface FillStep extends StepBase {
  readonly kind: "fill";
  readonly fields: readonly FieldPlan[];
  readonly completeFields: CompleteFields;
  readonly connector: Connector;
  readonly encoder: KeyEncoder;
  readonly columns: readonly number[];
  /** The column that keeps what was fetched, for the steps that read from it. */
  readonly column: number;
  /** The connector brings this one field's value, and not objects. Then `fields` is empty. */
  readonly fieldName: string | undefined;
  readonly isOptional: boolean;
}

/** A field whose value a custom resolver gives. */
export interface ResolveStep extends StepBase {
  readonly kind: "resolve";
  /** The columns of the fill steps at the object: the resolver's parent has their fields, too. */
  readonly columns: readonly number[];
  readonly field: FieldPlan;
  readonly args: ReadArguments;
  readonly resolve: (parent: unknown, args: Arguments, context: unknown) => unknown;
  /** What the field and all that comes with it allow; undefined where its values are never kept. */
  readonly contract: ResolvedFreshness | undefined;
  readonly invalidates: InvalidatedTags | undefined;
}

/** The tags of what a mutation makes stale; undefined where the schema says of none. */
export type InvalidatedTags = (args: Arguments) => readonly string[];

/** How long what a resolver gives may be kept by those who get it. */
export interface ResolvedFreshness {
  readonly ttlMs: number;
  readonly isPrivate: boolean;
}

/** `__schema` and `__type`: graphql-js answers. */
export interface IntrospectStep extends StepBase {
  readonly kind: "introspect";
  readonly field: FieldPlan;
  readonly introspect: (variables: Variables) => unknown;
}

/** Variables after coercion. */
export type Variables = Readonly<Record<string, unknown>>;

/** The field's arguments in one run. Throws GraphQLError when they cannot be coerced. */
export type ReadArguments = (variables: Variables) => Arguments;

export type Arguments = JsonObject;
