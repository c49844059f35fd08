import {
  Button,
  type GraphiQLPlugin,
  useHeadersEditorState,
  useOperationsEditorState,
  useVariablesEditorState,
} from "@graphiql/react";
import { useState } from "react";

import { askForPlan } from "./ask-for-plan.ts";

/** A panel beside the query that tells what it asks of which sources, before it is run. */
export function explainPlugin(url: string): GraphiQLPlugin {
  return { title: "Explain", icon: PlanIcon, content: () => <Plan url={url} /> };
}

function Plan({ url }: { readonly url: string }) {
  const [query] = useOperationsEditorState();
  const [variables] = useVariablesEditorState();
  const [headers] = useHeadersEditorState();
  const [plan, setPlan] = useState("");
  const explain = async () => setPlan(await askForPlan({ url, query, variables, headers }));
  return (
    <section aria-label="Explanation">
      <div className="graphiql-doc-explorer-title">Explain</div>
      <p>
        What the operation asks of which sources, and how many calls that costs. Nothing is run.
      </p>
      <Button type="button" onClick={() => void explain()}>
        Explain the operation
      </Button>
      <pre
        data-testid="plan"
        style={{ overflow: "auto", fontFamily: "var(--font-family-mono)", lineHeight: 1.5 }}
      >
        {plan}
      </pre>
    </section>
  );
}

function PlanIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5">
      <title>Explain</title>
      <path d="M5 4v12a3 3 0 0 0 3 3h11M5 9h14" />
      <circle cx="19" cy="9" r="2" />
      <circle cx="19" cy="19" r="2" />
    </svg>
  );
}
