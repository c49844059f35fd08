import type { ExpectedMessage } from "./suite.ts";

/** Whether a message is the one that a test says, or has the part that it says. */
export function fitsMessage(
  { message, containsMessage }: ExpectedMessage,
  actual: string,
): boolean {
  // A whole message says more than a part of one.
  return message === undefined ? actual.includes(containsMessage ?? "") : actual === message;
}

/** What a test says of a message, for people. */
export function describeMessage({ message, containsMessage }: ExpectedMessage): string {
  if (message !== undefined) return message;
  return containsMessage === undefined ? "any message" : `a message with "${containsMessage}"`;
}
