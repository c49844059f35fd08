import "graphiql/style.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { explainPlugin } from "./explain-plugin.tsx";
import { startEditorWorkers } from "./start-editor-workers.ts";

// The page of the explorer, as the server writes it, says where GraphQL is.
const root = document.getElementById("explorer");
if (root === null) throw new Error("The page has no place for the explorer.");
const { graphql: url = "/graphql" } = root.dataset;

const welcome = `# Types and fields, and what is promised of them, are on the left. Beside it is
# "Explain": what an operation asks of which sources, and how many calls that costs.
`;

startEditorWorkers();
createRoot(root).render(
  <GraphiQL
    fetcher={createGraphiQLFetcher({ url })}
    plugins={[explainPlugin(url)]}
    visiblePlugin={DOC_EXPLORER_PLUGIN}
    defaultQuery={welcome}
    defaultEditorToolsVisibility
  />,
);
