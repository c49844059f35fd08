import { GraphQLError } from "graphql";

/** The refusal of a request whose caller would take none of the answers there are (406). */
export function notAcceptable(accept: string | undefined): GraphQLError {
  return new GraphQLError(
    `An answer is JSON, whole or in parts; this request accepts "${accept?.slice(0, maxLength)}". ` +
      `Nothing was executed. Accept one of ${acceptable.join(", ")}.`,
    { extensions: { code: "NOT_ACCEPTABLE", http: { status: 406 } } },
  );
}

const maxLength = 200;

const acceptable = [
  "application/json",
  "application/graphql-response+json",
  "multipart/mixed;incrementalSpec=v0.2",
  "multipart/mixed;deferSpec=20220824",
  "text/event-stream",
];
