import {
  Button,
  type GraphiQLPlugin,
  useHeadersEditorState,
  useOperationsEditorState,
  useVariablesEditorState,
} from "@graphiql/react";
import { useState } from "react";

import { askForPlan, type ToldPlan } from "./ask-for-plan.ts";

/** A panel beside the query that tells what it asks of which sources, before it is run. */
export function explainPlugin(url: string): GraphiQLPlugin {
  return { title: "Explain", icon: PlanIcon, content: () => <Plan url={url} /> };
}

function Plan({ url }: { readonly url: string }) {
  const [query] = useOperationsEditorState();
  const [variables] = useVariablesEditorState();
  const [headers] = useHeadersEditorState();
  const [plan, setPlan] = useState<ToldPlan>();
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
      {plan?.summary === undefined ? null : (
        <p data-testid="summary">
          <strong>{plan.summary}</strong>
        </p>
      )}
      {plan === undefined ? null : (
        <pre data-testid="plan" tabIndex={0} style={plan.summary === undefined ? sentences : tree}>
          {plan.text}
        </pre>
      )}
    </section>
  );
}

/** What is in the way is read, so it is wrapped. */
const sentences = { whiteSpace: "pre-wrap" } as const;

/** A tree may be wider than the panel, and its lines must not be broken: it is moved, by a bar that is never out of sight. */
const tree = {
  overflow: "auto",
  maxHeight: "calc(100dvh - 15rem)",
  fontFamily: "var(--font-family-mono)",
  fontSize: "0.75rem",
  lineHeight: 1.5,
} as const;

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
