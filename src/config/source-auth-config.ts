import { z } from "zod";

import type { AuthSettings, Secret } from "../sources/credentials/auth-settings.ts";
import { headerName, httpUrl, listOf, oneOf, text } from "./value.ts";

const rule = "a text that is not empty, or a map with `file`, the path of the file that holds it";

/** A secret: its text, or the file that holds it. */
export function secret() {
  const file = z.strictObject({ file: z.string(rule).min(1, rule) }, rule);
  return z.union([z.string(rule).min(1, rule), file], rule) satisfies z.ZodType<Secret>;
}

const oauth2 = z.strictObject(
  {
    tokenUrl: httpUrl().describe("The token endpoint of the authorization server."),
    clientId: text().describe("The name that the gateway has there."),
    clientSecret: secret().describe("The secret that goes with it, or the file that holds it."),
    scopes: listOf(text(), "a list of scopes").default([]).describe("What the token is asked for."),
    audience: text()
      .optional()
      .describe("Who the token is for, where the authorization server asks for that."),
    clientAuthentication: oneOf("basic", "post")
      .default("basic")
      .describe(
        "Where the gateway says who it is: `basic`, in a header, or `post`, in the form that it posts.",
      ),
  },
  "a map of settings",
);

const basic = z.strictObject(
  {
    user: text().describe("The name of the user."),
    password: secret().describe("The password, or the file that holds it."),
  },
  "a map of `user` and `password`",
);

const apiKey = z
  .strictObject(
    {
      header: headerName().optional().describe("The header that the key is sent in."),
      queryParam: text().optional().describe("The query parameter that the key is sent in."),
      value: secret().describe("The key, or the file that holds it."),
    },
    "a map of settings",
  )
  .refine(({ header, queryParam }) => (header === undefined) !== (queryParam === undefined), {
    error: "a map with one of `header` and `queryParam`",
    when: ({ issues }) => issues.length === 0,
  });

/** The credentials that a source is called with, of one kind. */
export const auth = z
  .strictObject(
    {
      oauth2: oauth2.optional(),
      bearer: secret()
        .optional()
        .describe("A token that is sent as it is, or the file that holds it."),
      basic: basic.optional(),
      apiKey: apiKey.optional(),
    },
    "a map with one of `oauth2`, `bearer`, `basic` and `apiKey`",
  )
  .transform((kinds, context): AuthSettings => {
    const [settings, ...more] = settingsOf(kinds);
    if (settings !== undefined && more.length === 0) return settings;
    context.addIssue({
      code: "custom",
      message: "a map with one of `oauth2`, `bearer`, `basic` and `apiKey`",
    });
    return z.NEVER;
  });

interface Kinds {
  readonly oauth2?: z.output<typeof oauth2> | undefined;
  readonly bearer?: Secret | undefined;
  readonly basic?: z.output<typeof basic> | undefined;
  readonly apiKey?: z.output<typeof apiKey> | undefined;
}

function settingsOf(kinds: Kinds): readonly AuthSettings[] {
  const { oauth2: client, bearer, basic: user, apiKey: key } = kinds;
  return [
    ...(client === undefined ? [] : [{ kind: "oauth2", audience: undefined, ...client } as const]),
    ...(bearer === undefined ? [] : [{ kind: "bearer", token: bearer } as const]),
    ...(user === undefined ? [] : [{ kind: "basic", ...user } as const]),
    ...(key === undefined ? [] : [apiKeySettings(key)]),
  ];
}

function apiKeySettings({ header, queryParam, value }: z.output<typeof apiKey>): AuthSettings {
  return header === undefined
    ? // One of the two is there.
      { kind: "apiKey", in: "query", name: String(queryParam), value }
    : { kind: "apiKey", in: "header", name: header, value };
}
