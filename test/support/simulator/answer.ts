import type { Behaviour } from "./behaviour.ts";
import type { CreatedUsers } from "./created-users.ts";
import type { Question } from "./question.ts";
import type { Random } from "./random.ts";
import { rowsOf, userOf } from "./users.ts";

/** What a call is answered with, when nothing goes wrong on the way. */
export interface Answer {
  readonly status: number;
  /** JSON. */
  readonly body: unknown;
}

export interface AnswerContext {
  readonly behaviour: Behaviour;
  readonly random: Random;
  readonly credential: string | undefined;
  readonly created: CreatedUsers;
}

export function answerTo(question: Question, context: AnswerContext): Answer {
  const { behaviour, random, credential, created } = context;
  if ("ids" in question && question.ids.some((id) => behaviour.poison.includes(id))) {
    return { status: behaviour.poisonStatus, body: { error: "the call is refused as a whole" } };
  }
  switch (question.kind) {
    case "user": {
      const [id] = question.ids;
      return behaviour.missing.includes(id)
        ? { status: 404, body: { error: "there is no such user" } }
        : { status: 200, body: userOf(id, credential, behaviour) };
    }
    case "users":
      return { status: 200, body: rowsOf(question.ids, credential, { behaviour, random }) };
    case "list":
      return { status: 200, body: listOf(behaviour.listLength) };
    case "create": {
      const user = created.create(question.body, question.idempotencyKey);
      return {
        status: 201,
        body: { id: user.id, name: user.name, credential: credential ?? null },
      };
    }
    case "wrong":
      return { status: question.status, body: { error: question.error } };
  }
}

/** Items that name ten users in turn. */
function listOf(length: number): readonly unknown[] {
  return Array.from({ length }, (_, index) => ({
    id: index + 1,
    title: `item ${index + 1}`,
    userId: (index % 10) + 1,
  }));
}
