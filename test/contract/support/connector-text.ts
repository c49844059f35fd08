/** A connector that takes a selection of what the same call gives to all. */
export const get = (selection: string, more = ""): string =>
  `@connect(http: { GET: "https://x.dev/x"${more} }, selection: "${selection}")`;

/** One that fetches for each object by itself. */
export const each = (selection: string): string =>
  `@connect(http: { GET: "https://x.dev/{$this.id}" }, selection: "${selection}")`;

/** One that fetches for many objects at once. */
export const many = (selection: string): string =>
  `@connect(http: { GET: "https://x.dev/y", queryParams: "id: $batch.id" }, selection: "${selection}")`;
