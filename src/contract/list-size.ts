/** What `@listSize` says of a field: how long its list is, or the lists of the object it holds. */
export interface ListSizeDeclaration {
  /** What it is taken to be where no slicing argument says. */
  readonly assumedSize: number | undefined;
  /**
   * The arguments that bound it, the greatest of those that are given; "input.first" is a field of
   * an input object.
   */
  readonly slicingArguments: readonly string[];
  /** The fields of the object it holds that the sizes are for; empty: they are for its own list. */
  readonly sizedFields: readonly string[];
  /** Whether exactly one of the slicing arguments is to be given. */
  readonly requiresOneSlicingArgument: boolean;
}
