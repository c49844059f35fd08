/** The same function, which works its value out once, when it is first asked for it. */
export function remembered<Value>(workOut: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => (known ??= { value: workOut() }).value;
}
