import type { SchemaFile } from "../../../src/contract/schema-files.ts";

/** How wide the schema is: as that of a company that fronts many APIs with one gateway. */
export const width = { files: 50, types: 400, connectors: 1500 };

/** One of a file's types is the others' size; each of the others has four connectors. */
const kindsPerFile = width.types / width.files - 1;
const mutationsPerFile = width.connectors / width.files - 4 * kindsPerFile;

/**
 * A schema of so many files, object types and connectors. Each file has a source of its own and the
 * types of one API: read by id, in lists and in batches, with references to those of other files.
 */
export function writeWideSchema(): readonly SchemaFile[] {
  return Array.from({ length: width.files }, (_, index) => ({
    file: `api-${index}.graphql`,
    text: writeFile(index),
  }));
}

interface ApiType {
  readonly file: number;
  /** Among all files. */
  readonly number: number;
  readonly isBatched: boolean;
}

function writeFile(file: number): string {
  const types = Array.from({ length: kindsPerFile }, (_, index): ApiType => {
    return { file, number: file * kindsPerFile + index, isBatched: index % 2 === 0 };
  });
  const created = types.slice(0, mutationsPerFile);
  return `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(
    name: "api"
    http: {
      baseURL: "https://api-${file}.example.com/v1"
      headers: [
        { name: "authorization", from: "authorization" }
        { name: "x-version", value: "{$config.version}" }
      ]
      queryParams: "tenant: $config.tenant"
    }
    errors: { message: "message ?? error.message", extensions: "code reason: error.reason" }
  )

type Query {
${types.map(writeQueries).join("\n")}
}

type Mutation {
${created.map(writeMutation).join("\n")}
}

type Size${file} @freshness(ttl: "1h") { width: Float height: Float unit: String }

${created.map(({ number }) => `input Thing${number}Input { title: String! amount: Float }`).join("\n")}

${types.map(writeType).join("\n")}`;
}

function writeQueries({ number }: ApiType): string {
  return `  "One thing of kind ${number}, by its id."
  thing${number}(id: ID!): Thing${number}
    @connect(
      source: "api"
      entity: true
      http: { GET: "/things${number}/{$args.id}" }
      selection: """
      ${selection(number)}
      """
    )
  things${number}(first: Int = 20, after: String): [Thing${number}!]
    @connect(
      source: "api"
      http: { GET: "/things${number}", queryParams: "limit: $args.first after: $args.after" }
      selection: """
      $.data.items {
        ${selection(number)}
      }
      """
    )`;
}

function writeMutation({ number }: ApiType): string {
  return `  createThing${number}(input: Thing${number}Input!): Thing${number}
    @invalidates(tags: ["things${number}"])
    @connect(
      source: "api"
      http: { POST: "/things${number}", body: "$args.input { name: title price: amount }" }
      selection: """
      ${selection(number)}
      """
    )`;
}

function writeType({ file, number, isBatched }: ApiType): string {
  const all = kindsPerFile * width.files;
  return `"What API ${file} knows of things of kind ${number}."
type Thing${number}
  @freshness(ttl: "5m", staleWhileRevalidate: "1m", tags: ["things${number}"], owner: "team ${file}")
  ${isBatched ? manyOf(number) : oneOf(number)}
{
  id: ID!
  title: String
  price: Float
  tags: [String!]
  state: String
  size: Size${file}
  next: Thing${(number + 1) % all}
  other: Thing${(number + kindsPerFile) % all}
  stock: Int
  "Those that are bought together with it."
  related(first: Int): [Thing${number}!]
    @lazy(reason: "A search of its own.")
    @connect(
      source: "api"
      http: { GET: "/things${number}/{$this.id}/related?limit={$args.first}" }
      selection: "$.items { id title: name }"
    )
}
`;
}

function manyOf(number: number): string {
  return `@connect(
    source: "api"
    batch: { maxSize: 50 }
    http: { POST: "/things${number}/search", body: "ids: $batch.id" }
    selection: """
    $.items {
      ${selection(number)}
      stock: inventory.count
    }
    """
  )`;
}

function oneOf(number: number): string {
  return `@connect(
    source: "api"
    http: { GET: "/things${number}/{$this.id}" }
    selection: """
      ${selection(number)}
      stock: inventory.count
    """
  )`;
}

function selection(number: number): string {
  return `id
      title: name
      price: price.amount
      tags: labels->map(@.text)
      state: status->match(["a", "active"], ["d", "deleted"], [@, "kind ${number}"])
      size: dimensions { width height unit: unitOfMeasure ?? "cm" }
      next: { id: nextId }
      other: { id: otherId }`;
}
