import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import {
  Defer20220824Handler,
  GraphQL17Alpha9Handler,
  type Incremental,
} from "@apollo/client/incremental";

/** The formats for parts that Apollo Client has a handler for. */
export type PartsFormat = "deferSpec=20220824" | "incrementalSpec=v0.2";

export interface WatchedOperation {
  /** Where GraphQL is. */
  readonly url: string;
  readonly query: string;
  readonly format: PartsFormat;
}

/** What a component that shows the operation is given, one time after the other. */
export interface SeenResult {
  /** Whether nothing more is to come. */
  readonly isWhole: boolean;
  readonly data: unknown;
  readonly errors: readonly string[];
}

/**
 * Runs an operation as a web application does: with Apollo Client and its normalised cache. Runs in
 * Node and in browsers alike. Resolves when the answer is complete.
 */
export async function watchOperation(
  { url, query, format }: WatchedOperation,
  onResult: (result: SeenResult) => void,
): Promise<void> {
  const client = new ApolloClient({
    link: new HttpLink({ uri: url }),
    cache: new InMemoryCache(),
    incrementalHandler: handlerOf(format),
  });
  const results = client.watchQuery({ query: gql(query), errorPolicy: "all" });
  await new Promise<void>((resolve, reject) => {
    results.subscribe({
      next({ dataState, data, error, loading }) {
        if (dataState === "empty" && loading) return;
        if (error !== undefined && !CombinedGraphQLErrors.is(error)) reject(error);
        const errors = CombinedGraphQLErrors.is(error) ? error.errors : [];
        onResult({ isWhole: !loading, data, errors: errors.map(({ message }) => message) });
        if (!loading) resolve();
      },
      error: reject,
    });
  });
  client.stop();
}

// oxlint-disable typescript/no-explicit-any -- Apollo Client asks for it
function handlerOf(format: PartsFormat): Incremental.Handler<any> {
  if (format === "deferSpec=20220824") return new Defer20220824Handler();
  // Its own types do not fit one another where what is optional must not be undefined.
  return new GraphQL17Alpha9Handler() as Incremental.Handler<any>;
}
