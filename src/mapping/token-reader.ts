import { type ConnectVersion, MappingSyntaxError } from "./mapping.ts";
import { type Token, Tokenizer } from "./tokenizer.ts";

/** Walks along the tokens of a text, and says what is wrong where the text leaves the grammar. */
export class TokenReader {
  readonly version: ConnectVersion;
  readonly #tokenizer: Tokenizer;
  #index = 0;
  #depth = 0;
  /** The brackets around the token. */
  readonly #open: Bracket[] = [];

  constructor(text: string, offset: number, version: ConnectVersion) {
    this.#tokenizer = new Tokenizer(text, offset);
    this.version = version;
  }

  get token(): Token {
    return this.#tokenizer.at(this.#index);
  }

  get nextToken(): Token {
    return this.#tokenizer.at(this.#index + 1);
  }

  /** A place to come back to with `goTo`. */
  get index(): number {
    return this.#index;
  }

  /** To be called with as many brackets open as when the place was noted. */
  goTo(index: number): void {
    this.#index = index;
  }

  skip(): void {
    const { kind, offset } = this.token;
    const close = closers.get(kind);
    if (close !== undefined) this.#open.push({ kind, close, offset });
    else if (this.#open.at(-1)?.close === kind) this.#open.pop();
    this.#index += 1;
  }

  /** Steps over the token if it is of that kind, and says whether it was. */
  take(kind: Token["kind"]): boolean {
    if (this.token.kind !== kind) return false;
    this.skip();
    return true;
  }

  expect(kind: Token["kind"], help: string): void {
    if (!this.take(kind)) this.fail(kind === "end" ? "the end of the mapping" : quote(kind), help);
  }

  /** Runs `read` one level deeper; refuses texts nested so deeply that they are surely no mapping. */
  nested<T>(read: () => T): T {
    if (this.#depth === maxDepth) {
      throw new MappingSyntaxError(
        `A mapping is nested at most ${maxDepth} levels deep, and this one is nested deeper here.`,
        this.token.offset,
        { help: "Split it." },
      );
    }
    this.#depth += 1;
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** Refuses what the version that the schema links does not have. */
  require(version: ConnectVersion, what: string, help: string): void {
    if (this.version >= version) return;
    throw new MappingSyntaxError(
      `${what} needs connect ${version} or later, and this schema links ${this.version}.`,
      this.token.offset,
      { help },
    );
  }

  fail(expected: string, help: string): never {
    const { token } = this;
    const open = this.#open.at(-1);
    if (open !== undefined && token.kind === "end") {
      throw new MappingSyntaxError(
        `${quote(open.kind)} is not closed: the text ends where ${quote(open.close)} was expected.`,
        open.offset,
        { help: `Close it with ${quote(open.close)}.`, end: token.offset },
      );
    }
    const closesAnother = open !== undefined && isCloser(token) && token.kind !== open.close;
    throw new MappingSyntaxError(
      `Found ${describe(token)} where ${expected} was expected.`,
      token.offset,
      {
        help: closesAnother ? `Close ${quote(open.kind)} first, with ${quote(open.close)}.` : help,
      },
    );
  }

  /** Whether the token closes what nothing has opened. */
  get isStrayCloser(): boolean {
    return this.#open.length === 0 && isCloser(this.token);
  }
}

interface Bracket {
  readonly kind: Token["kind"];
  readonly close: Token["kind"];
  readonly offset: number;
}

const closers: ReadonlyMap<Token["kind"], Token["kind"]> = new Map([
  ["{", "}"],
  ["[", "]"],
  ["(", ")"],
  ["$(", ")"],
]);

function isCloser({ kind }: Token): boolean {
  return kind === "}" || kind === "]" || kind === ")";
}

const maxDepth = 100;

function describe(token: Token): string {
  if (token.kind === "end") return "the end of the text";
  if (token.kind === "number") return `the number ${token.value}`;
  if (token.kind === "string") return `the string ${JSON.stringify(token.text)}`;
  return quote("text" in token ? token.text : token.kind);
}

function quote(text: string): string {
  return `\`${text}\``;
}
