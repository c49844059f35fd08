import type { PartsFormat } from "./watch-operation.ts";

/** An operation of which part is slow, and what a client must see of it. */
interface DeferredOperation {
  readonly name: string;
  readonly query: string;
  /** The calls to the API that its later parts wait for. */
  readonly slow: string;
  /** Names that are seen at first, and those that come later. */
  readonly first: readonly string[];
  readonly later: readonly string[];
}

/** What clients ask the demo for, with parts that come later. */
const deferredOperations: readonly DeferredOperation[] = [
  {
    name: "a deferred fragment",
    query: `query Post {
      post(id: "1") { id title ...Comments @defer(label: "comments") }
    }
    fragment Comments on Post { comments { id name email } }`,
    slow: "_embed=comments",
    first: ["sunt aut facere"],
    later: ["Eliseo@gardner.biz"],
  },
  {
    name: "fragments on each item of a list, one inside another",
    query: `query Users {
      users(limit: 3) {
        id
        name
        ... @defer(label: "todos") {
          todos { id title ... @defer(label: "done") { completed user { id username } } }
        }
      }
    }`,
    slow: "_embed=todos",
    first: ["Leanne Graham", "Clementine Bauch"],
    later: ["delectus aut autem", "Samantha"],
  },
  {
    name: "more of an object that is there already",
    query: `query Comment {
      comment(id: "1") { id post { id } ... @defer { email post { title user { name } } } }
    }`,
    slow: "/posts?id=1",
    first: ['"1"'],
    later: ["Eliseo@gardner.biz", "sunt aut facere", "Leanne Graham"],
  },
  {
    name: "a streamed list",
    query: `query Posts {
      posts(limit: 12) @stream(initialCount: 1, label: "posts") { id title user { id name } }
    }`,
    slow: "/users?id=2",
    first: ["sunt aut facere", "Leanne Graham"],
    later: ["qui est esse", "Ervin Howell"],
  },
  {
    name: "a list streamed in a deferred fragment",
    query: `query Albums {
      user(id: "1") {
        id
        name
        ... @defer { email albums @stream(initialCount: 1) { id title user { id username } } }
      }
    }`,
    slow: "_embed=albums",
    first: ["Leanne Graham"],
    later: ["Sincere@april.biz", "quidem molestiae enim", "Bret"],
  },
  {
    name: "a deferred fragment that fails",
    query: `query Broken {
      user(id: "1") { id name }
      ... @defer(label: "gone") { post(id: "1000") { id title } greet }
    }`,
    slow: "/posts/1000",
    first: ["Leanne Graham"],
    later: ["Hello from Sluice!"],
  },
];

export const formats: readonly PartsFormat[] = ["deferSpec=20220824", "incrementalSpec=v0.2"];

export const inEachFormat = deferredOperations.flatMap((operation) =>
  formats.map((format) => Object.assign({ format }, operation)),
);

/** The same, of which nothing comes later. */
export function inOnePart(query: string): string {
  return query.replaceAll(/@(defer|stream)(\([^)]*\))?/g, "");
}
