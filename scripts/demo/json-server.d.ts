/** The part of json-server 0.17 that the demo uses; it brings no types of its own. */
declare module "json-server" {
  import type { RequestListener } from "node:http";

  interface JsonServer {
    /** Serves each list of `data` as a collection, and writes mutations into `data`. */
    readonly router: (data: Record<string, unknown>) => unknown;
    /** An Express application. */
    readonly create: () => RequestListener & { readonly use: (middleware: unknown) => void };
  }

  const jsonServer: JsonServer;
  export default jsonServer;
}
