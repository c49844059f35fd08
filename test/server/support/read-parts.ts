/** One part of an answer, as a client reads it. */
export interface ReadPart {
  readonly hasNext?: boolean;
  readonly [member: string]: unknown;
}

/** Reads the parts of a multipart body, each as soon as it is there. */
export async function* readMultipart(response: Response): AsyncGenerator<ReadPart, void, void> {
  for await (const section of sections(response, "\r\n---")) {
    const [head, json] = section.split("\r\n\r\n");
    if (json === undefined) continue;
    if (head?.trim() !== "content-type: application/json; charset=utf-8") {
      throw new Error(`a part with the head ${head}`);
    }
    yield JSON.parse(json) as ReadPart;
  }
}

export interface ReadEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Reads server-sent events, each as soon as it is there; a comment is an event without a name. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent, void, void> {
  for await (const section of sections(response, "\n\n")) {
    if (section === "") continue;
    const fields = new Map(
      section.split("\n").map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
    );
    const data = fields.get("data") ?? "";
    yield { event: fields.get("event") ?? "", data: data === "" ? undefined : JSON.parse(data) };
  }
}

/** All of them. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function* sections(
  response: Response,
  separator: string,
): AsyncGenerator<string, void, void> {
  let rest = "";
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    rest += text;
    const found = rest.split(separator);
    rest = found.pop() ?? "";
    yield* found;
  }
  if (rest !== "") yield rest;
}
