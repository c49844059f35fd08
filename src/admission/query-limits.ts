/** How much an operation may ask for. The names are those of the settings: `limits.depth`. */
export interface QueryLimits {
  /** The longest text of a document. */
  readonly documentBytes: number;
  /** The most names, values and punctuation marks of a document. */
  readonly tokens: number;
  /** The most fields inside each other. */
  readonly depth: number;
  /** The most fields that an operation selects, each as often as its fragment is spread. */
  readonly fields: number;
  /** The most fields of the root among them. */
  readonly rootFields: number;
  /** The most fields of a document that have an alias. */
  readonly aliases: number;
  /** The most directives of a document. */
  readonly directives: number;
  /** The most directives at one place of it. */
  readonly directivesPerField: number;
  /** The most items of a list that is given, or asked for. */
  readonly listSize: number;
  /** The most lists and objects of variables inside each other. */
  readonly variableDepth: number;
  /** The most values in all variables together. */
  readonly variableValues: number;
}
