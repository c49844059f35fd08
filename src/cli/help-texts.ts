/** What the help of `sluice`, and of those of its commands that have no file of their own, ends with. */
export const helpTexts = {
  sluice: `
New here? Three commands, and no API is needed:
  sluice init                               a schema and settings to begin with
  sluice dev --mock                         answers on http://localhost:4000, made up from the types
  sluice check                              what is wrong or doubtful

Examples:
  sluice dev                                the schema in ./schema on http://localhost:4000
  sluice dev --schema api.graphql -p 0      one file, on a free port
  sluice serve --config /etc/sluice.yaml    production, with a configuration file
  sluice serve --workers auto               the same, by a process for each processor
  sluice test                               what connectors ask and map, against its suites
  sluice explain feed.graphql               what an operation costs, before it is run
  sluice print > api.graphql                the API that callers see, as SDL
  sluice tune users rateLimit.calls=50      all replicas at once; --reset undoes it
  sluice invalidate --key User:id=5         what is kept of a user ends, in all replicas

Settings come from, the first that has one:
  1. the command line
  2. SLUICE_ variables: SLUICE_SERVER_PORT=8080, SLUICE_SOURCES_USERS_BASE_URL=https://…
  3. sluice.yaml, where \${NAME} and \${NAME:-default} read the environment
  4. the defaults
Traces go where the standard OTEL_EXPORTER_OTLP_ENDPOINT says.

Exit status: 0 ended as asked, 1 problems in schema or configuration, 2 could not run.`,

  dev: `
Examples:
  sluice dev                                the schema in ./schema on http://localhost:4000
  sluice dev --schema api.graphql -p 0      one file, on a free port
  sluice dev --mock                         calls no API: values are made up from the types

/graphql shows browsers Apollo Sandbox, /explorer an explorer that works offline. When a file
changes, it is read anew; a mistake is told, and what worked before goes on.

Exit status: 0 ended as asked, 1 problems in schema or configuration, 2 could not run.`,

  serve: `
Examples:
  sluice serve --config /etc/sluice.yaml    with a configuration file
  sluice serve --workers auto               a process for each processor
  sluice serve --host 0.0.0.0               for other machines, too: by default for this one alone

Signals, to the process that was started:
  SIGTERM, SIGINT   stop: what is in progress is answered, for server.drainTimeout at most; while
                    server.drainDelay lasts, before that, only /readyz says so. The second ends it at once.
  SIGHUP            read schema, settings and resolvers anew, and refuse nobody meanwhile; where they are
                    wrong, the old ones stay. With workers, these are started anew one by one

Exit status: 0 ended as asked, 1 problems in schema or configuration, 2 could not run.`,

  print: `
Examples:
  sluice print                          the schema of sluice.yaml
  sluice print api.graphql > api.sdl    another schema, into a file
  sluice print --no-contracts           as it was written: for tools that compare schemas

It has what introspection shows, also where a running gateway lets nobody introspect: no
connectors, nothing inaccessible; descriptions end with contracts in words, unless the setting
contracts.describe, or --no-contracts, leaves them out. Problems go to standard error.

Exit status: 0 written, 1 problems in schema or configuration, 2 could not run.`,

  warm: `
Before a release, it tells whether the documents of clients still fit the schema. A gateway plans them by
itself when it starts, so that nobody waits for that later. Nothing is opened, and no source is asked.

Exit status: 0 all can be run, 1 some cannot, or problems in schema or configuration, 2 could not run.`,

  tune: `
Examples:
  sluice tune                                what is tuned, of all sources
  sluice tune users                          what is tuned of one
  sluice tune users batch.window=50ms        change it in all replicas, until it is reset
  sluice tune users --reset batch.window     what the file says again: for this key …
  sluice tune users --reset                  … or for all of this source

Exit status: 0 done, or told, 1 refused, or problems in the configuration, 2 could not run.`,

  invalidate: `
Examples:
  sluice invalidate --key User:id=5                    one object
  sluice invalidate --tag posts --tag users            what has one of these tags
  sluice invalidate --type User                        all objects of a type
  sluice invalidate --connector Query.posts            all that a connector fetched
  sluice invalidate --all --url http://10.0.0.7:4001   everything, by the admin endpoint of a gateway

Names that match nothing end nothing. Callers who ask afterwards are answered from the sources.

Exit status: 0 invalidated, 1 problems in the names or the configuration, 2 could not run.`,
} as const;
