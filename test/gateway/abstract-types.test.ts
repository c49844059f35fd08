import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const connect = (path: string, selection: string) =>
  `@connect(source: "api", http: { GET: "${path}" }, selection: """${selection}""")`;

describe("interfaces and unions", () => {
  const schema = `
    interface Item { id: ID! title: String }
    type Book implements Item { id: ID! title: String pages: Int }
    type Film implements Item
      @connect(source: "api", http: { GET: "/films", queryParams: "id: $batch.id" }, selection: "id director") {
      id: ID! title: String minutes: Int director: String
    }
    union Media = Book | Film
    type Query {
      items: [Item] ${connect(
        "/items",
        `
        id title
        ... kind->match(
          ['book', { __typename: 'Book', pages: size }],
          ['film', { __typename: 'Film', minutes: size }],
          [@, null]
        )
      `,
      )}
      media: [Media] ${connect(
        "/items",
        `
        ... kind->match(
          ['book', { __typename: 'Book', id: $.id, title: $.title, pages: $.size }],
          ['film', { __typename: 'Film', id: $.id, title: $.title, minutes: $.size }]
        )
      `,
      )}
    }
  `;
  const routes = {
    "GET /items": () =>
      json([
        { kind: "book", id: 1, title: "B", size: 300 },
        { kind: "film", id: 2, title: "F", size: 90 },
        { kind: "song", id: 3, title: "S", size: 3 },
        { kind: "film", id: 4, title: "G", size: 100 },
      ]),
    "GET /films": ({ query }: { query: URLSearchParams }) =>
      json(query.getAll("id").map((id) => ({ id, director: `director ${id}` }))),
  };

  test("are told apart by ->match, and completed by the connector of their type", async () => {
    const { ask, upstream } = await openGateway({ schema, routes });
    const { data, errors } = await ask(`{
      items {
        __typename
        id
        ... on Book { pages }
        ...FilmParts
      }
    }
    fragment FilmParts on Film { minutes director }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      items: [
        { __typename: "Book", id: "1", pages: 300 },
        { __typename: "Film", id: "2", minutes: 90, director: "director 2" },
        null,
        { __typename: "Film", id: "4", minutes: 100, director: "director 4" },
      ],
    });
    expect(upstream.asked).toEqual(["GET /items", "GET /films?id=2&id=4"]);
  });

  test("in unions: a value that matches nothing has no type, which is an error of its own", async () => {
    const { ask } = await openGateway({ schema, routes });
    expect(await ask("{ media { ... on Item { title } } }")).toMatchObject({
      data: { media: [{ title: "B" }, { title: "F" }, null, { title: "G" }] },
      errors: [{ path: ["media", 2] }],
    });
  });
});
