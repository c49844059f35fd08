/** The Authorization header that the API answers with 401. All others, and none, are welcome. */
export const refusedCredential = "Bearer refused";
