import {
  clone,
  create,
  type DescMessage,
  type DescMethodUnary,
  type Message,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type UnaryResponse } from "@connectrpc/connect";
import { type InstanceTransport, UnreachedError, whenGivenUp } from "@hipstershop/transport";
import { outsideProcesses, type SimulatedProcess } from "../world/simulated-process.ts";
import type { Story } from "../world/story.ts";
import type { World } from "../world/world.ts";
import { describeMessage } from "./describe-message.ts";
import type { Network } from "./network.ts";
import type { Refusals } from "./refusals.ts";

/** An instance: the process that it is, and the transport to its handlers. */
export interface Host {
  readonly process: SimulatedProcess;
  readonly transport: InstanceTransport;
}

export interface ConnectOptions {
  readonly world: World;
  readonly network: Network;
  readonly story: Story;
  readonly refusals: Pick<Refusals, "refuses">;
  /** Told of each call that a service has done. */
  readonly onDone: (done: Done) => void;
}

/** A call that was done, whether its caller hears of that or not. */
export interface Done {
  readonly service: string;
  /** "SendOrderConfirmation" */
  readonly method: string;
  readonly request: Message;
}

/**
 * Returns the transport by which a process calls an instance over the simulated network. A call to
 * a dead process is refused; one whose process dies breaks; one whose request or answer is lost
 * breaks, or is never heard of.
 */
export function connectTo(
  host: Host,
  from: SimulatedProcess,
  { world, network, story, refusals, onDone }: ConnectOptions,
): InstanceTransport {
  const to = host.process;
  /** What ends the calls in flight. */
  const open = new Set<(error: ConnectError) => void>();

  function unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: ConstructorParameters<typeof Headers>[0],
    input: MessageInitShape<I>,
  ): Promise<UnaryResponse<I, O>> {
    // The caller may change its message while this one is on its way.
    const request = clone(method.input, create(method.input, input));
    const init = request as unknown as MessageInitShape<I>;
    const what = `${method.name} of ${to.name}`;
    const result = Promise.withResolvers<UnaryResponse<I, O>>();
    const canceled = new AbortController();
    let settled = false;
    let isRefused: boolean | undefined;

    function settle(how: string, act: () => void): void {
      if (settled) return;
      settled = true;
      endWatch();
      senderDeath[Symbol.dispose]();
      open.delete(fail);
      from.whenAwake(() => {
        story.tell(`  ${what}: ${how}`, from.name);
        if (from.reach({ kind: "answer", name: method.name })) from.whenAwake(act);
      });
    }
    const fail = (error: ConnectError) => settle(error.message, () => result.reject(error));
    const broken = () => fail(new ConnectError("the connection broke", Code.Unavailable));
    const abort = () => to.whenAwake(() => to.run(() => canceled.abort()));
    const cancel = () => void network.send(from, to, abort);

    /** Of two messages that are lost one breaks the connection. */
    function send(sender: SimulatedProcess, receiver: SimulatedProcess, arrive: () => void): void {
      if (network.send(sender, receiver, arrive) || world.random.chance(0.5)) return;
      outsideProcesses(() => world.schedule(1, broken));
    }

    function arrive(): void {
      if (to.alive) to.whenAwake(() => to.run(handle));
      else send(to, from, () => fail(unreached()));
    }

    function handle(): void {
      const work = network.work();
      const death = to.onDeath(() => {
        work[Symbol.dispose]();
        send(to, from, broken);
      });
      const answer = (act: () => void) =>
        to.whenAwake(() => {
          work[Symbol.dispose]();
          death[Symbol.dispose]();
          send(to, from, act);
        });
      // All copies of a request are answered as the first one.
      isRefused ??= refusals.refuses(method.name, request);
      const handled = isRefused
        ? Promise.reject(new ConnectError("it is refused today", Code.FailedPrecondition))
        : host.transport.unary(method, canceled.signal, timeoutMs, header, init);
      handled.then(
        (response) => {
          onDone({ service: to.service, method: method.name, request });
          answer(() => settle(describeAnswer(response), () => result.resolve(response)));
        },
        (error) => answer(() => fail(error)),
      );
    }

    const senderDeath = from.onDeath(cancel);
    open.add(fail);
    const endWatch = whenGivenUp(signal, timeoutMs, (error) => {
      fail(error);
      cancel();
    });
    if (!from.reach({ kind: "call", name: method.name })) return result.promise;
    from.whenAwake(() => {
      story.tell(`${what} ${describeMessage(method.input, request)}`, from.name);
      send(from, to, arrive);
    });
    network.repeat(() => {
      story.tell(`gets ${method.name} of ${from.name} once more`, to.name);
      arrive();
    });
    return result.promise;
  }

  return {
    unary,
    async stream(...call) {
      if (!to.alive) throw unreached();
      return await host.transport.stream(...call);
    },
    ping: (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        network.send(from, to, () => {
          if (to.alive) to.whenAwake(() => network.send(to, from, resolve));
          else network.send(to, from, () => reject(unreached()));
        });
      }),
    close() {
      for (const fail of [...open]) fail(new ConnectError("closed", Code.Unavailable));
    },
  };
}

function describeAnswer({ method, message }: UnaryResponse): string {
  return `ok ${describeMessage(method.output, message)}`.trimEnd();
}

function unreached(): ConnectError {
  const cause = new UnreachedError("connection refused");
  return new ConnectError("connection refused", Code.Unavailable, undefined, undefined, cause);
}
