/** What must be there, for there is one for each key. */
export function there<Value>(value: Value | undefined): Value {
  // v8 ignore next -- only a bug gets there
  if (value === undefined) throw new Error("A key has no answer.");
  return value;
}
