import type { ConfigInput } from "../../../src/gateway.ts";
import { audience, issuer, startIssuer } from "../../identity/support/token-issuer.ts";
import { json, type Routes } from "../../support/upstream.ts";
import { openGateway } from "./open-gateway.ts";

type OpenOptions = Parameters<typeof openGateway>[0];

interface IdentifiedOptions extends Pick<OpenOptions, "mode" | "resolvers" | "server"> {
  readonly identity?: ConfigInput["identity"];
  readonly config?: OpenOptions["config"];
  readonly schema?: string;
}

/** A gateway that trusts the tokens of an issuer, in front of an API of tenants and users. */
export async function openIdentified({
  identity,
  config,
  schema,
  ...more
}: IdentifiedOptions = {}) {
  const issuing = await startIssuer();
  const opened = await openGateway({
    schema: schema ?? tenantsAndUsers,
    routes,
    ...more,
    config: {
      ...config,
      identity: {
        jwt: [{ issuer, audiences: [audience], jwksUrl: issuing.jwksUrl }],
        ...identity,
      },
    },
  });
  return { ...opened, ...(await opened.gateway.start()), issuing };
}

/** News for all, what a tenant shares, and what is for one user. */
export const tenantsAndUsers = `
  type Query {
    news: News @connect(source: "api", http: { GET: "/news" }, selection: "title")
    tenant: Tenant @connect(
      source: "api" http: { GET: "/tenants/{$context.claims.tenant}" } selection: "name"
    )
    me: Me @connect(source: "api", http: { GET: "/users/{$context.claims.sub}" }, selection: "name")
  }
  type News @freshness(ttl: "1h") { title: String }
  type Tenant @freshness(ttl: "1h") { name: String }
  type Me @freshness(ttl: "1h") { name: String }
`;

const routes: Routes = {
  "GET /news": () => json({ title: "News" }),
  "GET /tenants/:name": ({ params }) => json({ name: `tenant ${params["name"]}` }),
  "GET /users/:name": ({ params }) => json({ name: `user ${params["name"]}` }),
};
