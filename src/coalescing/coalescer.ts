import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { FetchKeys, Key, Outcome } from "../connectors/outcome.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { Connector, Contract } from "../contract/contract.ts";
import type { Policies } from "../contract/policies.ts";
import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Callee } from "../sources/callee.ts";
import type { CallObserver } from "../sources/observe-call.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { abandonment } from "./abandonment.ts";
import { Ask } from "./ask.ts";
import { type BatchRules, readBatchRules, type SourceRules } from "./batch-rules.ts";
import { createCallIds } from "./call-id.ts";
import type { CoalescedConnector } from "./coalesced-connector.ts";
import { Group } from "./group.ts";
import { compileScope } from "./scope.ts";
import { withFrozenValues } from "./with-frozen-values.ts";
import { withIdempotencyKey } from "./with-idempotency-key.ts";

export interface CoalescerOptions {
  readonly contract: ContractPart;
  /** The connectors, ready to be asked, and what their calls are made to; by the connector's id. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly rules: CoalescingRules;
  /** Whether code of the schema's own sees values, and so might change them. */
  readonly isSeenByCode: boolean;
  readonly observer: CallObserver;
  /** Undefined when nobody collects metrics. */
  readonly metrics: Metrics | undefined;
  readonly clock: Clock;
}

/** What it reads of a contract. */
interface ContractPart extends Pick<Contract, "schema"> {
  readonly policies: Pick<Policies, "batch" | "idempotent">;
  /** Of the connectors whose values may be kept, by id. */
  readonly freshness: ReadonlyMap<string, unknown>;
}

export interface Route {
  readonly compiled: CompiledConnector;
  readonly source: Callee;
}

/** What an operator may change while the gateway runs. */
export interface CoalescingRules {
  readonly ofSource: (sourceName: string) => SourceRules;
}

/**
 * Brings the keys of all requests in flight together into few calls: equal keys of equal scope are
 * fetched once, the others share calls. Mutations are neither joined nor gathered.
 */
export class Coalescer {
  readonly #options: CoalescerOptions;
  readonly #connectors: ReadonlyMap<Connector, ConnectorGroups>;
  /** Groups that were given keys since their source was asked for calls. */
  readonly #changed = new Set<Group>();

  constructor(options: CoalescerOptions) {
    this.#options = options;
    const newCallId = createCallIds();
    this.#connectors = new Map(
      [...options.routes.values()].map((route) => {
        const rules = this.#rules(route, options.rules);
        const groups = new ConnectorGroups({ ...options, ...route }, { rules, newCallId });
        return [route.compiled.connector, groups];
      }),
    );
  }

  /** Changes the rules; what is under way goes on, and where windows are shorter now, open ones close. */
  tune(rules: CoalescingRules): void {
    for (const groups of this.#connectors.values()) {
      const before = groups.rules;
      groups.rules = this.#rules(groups, rules);
      if (groups.rules.windowMs >= before.windowMs) continue;
      for (const group of groups.groups.values()) group.closeWindow();
    }
  }

  /**
   * Lets nobody else join what has been sent, to one source or to all: it may hold what was true
   * before a mutation ended, or before something was invalidated. Those who wait for it keep waiting.
   * Of what code asks for nothing is known: it counts to each source.
   */
  closeSent(source?: Callee): void {
    for (const { source: own, groups, compiled } of this.#connectors.values()) {
      const isOther = own !== source && compiled.connector.resolver === undefined;
      if (source !== undefined && isOther) continue;
      for (const group of groups.values()) group.closeSent();
    }
  }

  /** How many groups have keys pending or on their way: 0 when nothing is being fetched. */
  get groupCount(): number {
    let count = 0;
    for (const { groups } of this.#connectors.values()) count += groups.size;
    return count;
  }

  readonly fetchKeys: FetchKeys = (connector, keys, request) => {
    const groups = this.#connectors.get(connector);
    if (groups === undefined) throw new Error(`There is no route for connector ${connector.id}.`);
    const { compiled, source } = groups;
    this.#options.metrics?.asked(connector.id, keys.length);
    const ask = new Ask({
      keys,
      request,
      lane: request.lane ?? groups.rules.lane,
      askedAtMs: this.#options.clock.nowMs(),
      abandoned: (reason) => compiled.failed(abandonment(source.name, reason)),
    });
    if (ask.isDone) return ask.outcomes;
    if (connector.place.kind === "mutation") this.#mutate(groups, ask, keys);
    else this.#read(groups, ask, keys);
    request.analysis?.keysFetched(connector.id, ask.joined);
    return ask.outcomes;
  };

  #read(groups: ConnectorGroups, ask: Ask, keys: readonly Key[]): void {
    const group = groups.groupFor(ask.request);
    const most = groups.compiled.maxKeys();
    const wanted = group.countNew(keys);
    const allowed = this.#takeCalls(groups, ask.request, Math.ceil(wanted / most)) * most;
    let index = 0;
    let added = 0;
    for (const key of keys) {
      if (allowed >= wanted || group.has(key) || added++ < allowed) group.add(ask, index, key);
      else ask.settle(index, groups.tooManyCalls());
      index++;
    }
    this.#orderSoon(group);
  }

  /** Each is a call of its own, at once. */
  #mutate(groups: ConnectorGroups, ask: Ask, keys: readonly Key[]): void {
    const allowed = this.#takeCalls(groups, ask.request, keys.length);
    for (const [index, key] of keys.entries()) {
      if (index >= allowed) {
        ask.settle(index, groups.tooManyCalls());
        continue;
      }
      const group = groups.newMutation(ask.request, () => this.closeSent(groups.source));
      group.add(ask, index, key);
      group.order();
    }
  }

  /** How many of so many calls the request may still cause; they are counted. */
  #takeCalls(groups: ConnectorGroups, { calls }: RequestContext, wanted: number): number {
    const { source, rules } = groups;
    const made = calls.get(source.name) ?? 0;
    const taken = Math.min(wanted, Math.max(0, rules.callsPerOperation - made));
    calls.set(source.name, made + taken);
    return taken;
  }

  /**
   * Requests that arrived together are still to come, with keys for the same calls: the source is
   * asked once the event loop has dealt with them.
   */
  #orderSoon(group: Group): void {
    if (this.#changed.size === 0) setImmediate(() => this.#order());
    this.#changed.add(group);
  }

  #order(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const group of changed) group.order();
  }

  #rules({ compiled, source }: Route, rules: CoalescingRules): BatchRules {
    return readBatchRules(compiled.connector, this.#options.contract, rules.ofSource(source.name));
  }
}

type ConnectorPart = Pick<CoalescedConnector, "rules" | "newCallId">;

/** A connector's groups: one for each scope that has keys pending or on their way. */
class ConnectorGroups implements CoalescedConnector {
  readonly compiled: CompiledConnector;
  readonly source: Callee;
  readonly observer: CallObserver;
  readonly clock: Clock;
  readonly newCallId: () => string;
  readonly isKept: boolean;
  rules: BatchRules;
  /** By scope; or, where requests do not share, by what stands for the request. */
  readonly groups = new Map<unknown, Group>();

  readonly #scopeOf: ReturnType<typeof compileScope>;
  /** The header of a mutation that may be sent again. */
  readonly #idempotencyHeader: string | undefined;

  constructor(options: CoalescerOptions & Route, { rules, newCallId }: ConnectorPart) {
    const { connector } = options.compiled;
    const idempotency = options.contract.policies.idempotent.get(connector.coordinate);
    const compiled = options.isSeenByCode ? withFrozenValues(options.compiled) : options.compiled;
    this.compiled =
      idempotency === undefined ? compiled : withIdempotencyKey(compiled, idempotency.header);
    this.source = options.source;
    this.observer = options.observer;
    this.clock = options.clock;
    this.newCallId = newCallId;
    this.isKept = options.contract.freshness.has(connector.id);
    this.rules = rules;
    this.#scopeOf = compileScope(connector);
    this.#idempotencyHeader = idempotency?.header;
  }

  groupFor(request: RequestContext): Group {
    const scope = this.#scopeOf(request);
    // Who wants nothing but what is asked for now may not join what was asked before.
    const isAlone = this.rules.sharing === "REQUEST" || request.maxAgeMs === 0;
    const id: unknown = isAlone ? request.calls : scope;
    const known = this.groups.get(id);
    if (known !== undefined) return known;
    const group = new Group({
      connector: this,
      scope,
      mayRetry: true,
      onEmpty: () => {
        if (this.groups.get(id) === group) this.groups.delete(id);
      },
      onCallEnd: () => {},
    });
    this.groups.set(id, group);
    return group;
  }

  /** A group for one key, that nobody else finds. */
  newMutation(request: RequestContext, onEnd: () => void): Group {
    return new Group({
      connector: this,
      scope: this.#scopeOf(request),
      // Another endpoint does not know the key.
      mayRetry: this.#idempotencyHeader !== undefined && "there",
      onEmpty: () => {},
      onCallEnd: onEnd,
    });
  }

  tooManyCalls(): Outcome {
    const { name } = this.source;
    return this.compiled.failed(
      new GatewayError(
        "TOO_MANY_CALLS",
        `An operation may cause ${this.rules.callsPerOperation} calls to the source "${name}", and this one needs more. Ask for fewer, or for what can be fetched in batches.`,
        { extensions: { service: name } },
      ),
    );
  }
}
