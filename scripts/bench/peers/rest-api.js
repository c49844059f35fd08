import { Pool } from "undici";

/** A client of the REST API, for the life of the process: connections are kept and reused. */
export class RestApi {
  #pool;

  constructor(url) {
    this.#pool = new Pool(url);
  }

  /** The API as one caller sees it: with the caller's Authorization header, or without one. */
  as(authorization) {
    return new CallersApi(this.#pool, authorization === undefined ? undefined : { authorization });
  }
}

class CallersApi {
  #pool;
  #headers;

  constructor(pool, headers) {
    this.#pool = pool;
    this.#headers = headers;
  }

  getPosts() {
    return this.#get("/posts");
  }

  getUsers(ids) {
    return this.#get(`/users?${ids.map((id) => `id=${id}`).join("&")}`);
  }

  async #get(path) {
    const options = { path, method: "GET", headers: this.#headers };
    const { statusCode, body } = await this.#pool.request(options);
    if (statusCode !== 200) throw new Error(`GET ${path} was answered with ${statusCode}.`);
    return body.json();
  }
}
