import "graphiql/style.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { explainPlugin } from "./explain-plugin.tsx";
import { firstQuery } from "./first-query.ts";
import { startEditorWorkers } from "./start-editor-workers.ts";

// The page of the explorer, as the server writes it, says where GraphQL is.
const root = document.getElementById("explorer");
if (root === null) throw new Error("The page has no place for the explorer.");
const { graphql: url = "/graphql" } = root.dataset;

/** The operation that a link leads to: /explorer?query=… */
const linked = new URLSearchParams(location.search).get("query");

startEditorWorkers();
const defaultQuery = await firstQuery(url);
createRoot(root).render(
  <GraphiQL
    fetcher={createGraphiQLFetcher({ url })}
    plugins={[explainPlugin(url)]}
    visiblePlugin={DOC_EXPLORER_PLUGIN}
    defaultQuery={defaultQuery}
    {...(linked === null ? {} : { initialQuery: linked })}
    defaultEditorToolsVisibility
  />,
);
