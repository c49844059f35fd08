import type { SuitePlace } from "./suite-files.ts";
import type { Fields } from "./text-or-file.ts";

/** What stands around a test in its suite. */
export interface Surroundings {
  /** `config.common`: what holds where a test itself says nothing. */
  readonly common: Fields;
  readonly place: SuitePlace;
}

/** What `config.common` may say: a test's own keys, and what is to come, by names of their own. */
export const commonKeys = [
  "target",
  "connector",
  "variables",
  "apiResponseBody",
  "apiResponseBodyFile",
  "apiResponseHeaders",
  "status",
  "expectedResponse",
  "expectedResponseFile",
  "expectedRequestMethod",
  "expectedRequestUrl",
  "expectedRequestScheme",
  "expectedRequestOrigin",
  "expectedRequestPath",
  "expectedRequestQueryParams",
];
