import { Pool } from "undici";

/** A client of the REST API, for the life of the process: connections are kept and reused. */
export class RestApi {
  #pool;

  constructor(url) {
    this.#pool = new Pool(url);
  }

  getPosts() {
    return this.#get("/posts");
  }

  getUsers(ids) {
    return this.#get(`/users?${ids.map((id) => `id=${id}`).join("&")}`);
  }

  async #get(path) {
    const { statusCode, body } = await this.#pool.request({ path, method: "GET" });
    if (statusCode !== 200) throw new Error(`GET ${path} was answered with ${statusCode}.`);
    return body.json();
  }
}
