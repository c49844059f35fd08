import type { DeserializedData, KeyvOptions } from "keyv";

type Texts = Pick<KeyvOptions, "serialize" | "deserialize">;

/** For stores that end entries by themselves: what is kept is the text, and nothing around it. */
export const plainTexts: Texts = {
  serialize: ({ value }) => String(value),
  deserialize: (text) => ofAnyType({ value: text }),
};

/**
 * For all others: Keyv's own form, in which it finds out that an entry has ended. A text that is not
 * in this form is no entry, where Keyv's own reader would reject all that were asked for with it.
 */
export const datedTexts: Texts = {
  serialize: (data) => JSON.stringify(data),
  deserialize(text) {
    try {
      return ofAnyType(JSON.parse(text));
    } catch {
      return undefined;
    }
  },
};

/** Keyv's types want what is read to be of any type that is asked for; it is a text, or rubbish. */
export function ofAnyType<Value>(data: DeserializedData<unknown>): DeserializedData<Value> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return data as DeserializedData<Value>;
}
