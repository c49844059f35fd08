/**
 * The browser origins that may read answers while one develops: Apollo's hosted Sandbox and
 * Explorer, by themselves and embedded in the landing page, and anything on this machine.
 */
export const developmentOrigins: readonly (string | RegExp)[] = [
  "https://studio.apollographql.com",
  "https://sandbox.embed.apollographql.com",
  "https://explorer.embed.apollographql.com",
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/,
];
