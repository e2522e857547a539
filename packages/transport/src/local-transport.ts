import { clone, create, type DescMessage, type DescService } from "@bufbuild/protobuf";
import {
  appendHeaders,
  type ConnectError,
  createRouterTransport,
  createServiceImplSpec,
  type MethodImplSpec,
  type ServiceImpl,
  type Transport,
} from "@connectrpc/connect";
import {
  errorFromJsonBytes,
  errorToJsonBytes,
  trailerDemux,
} from "@connectrpc/connect/protocol-connect";
import { canceled } from "./caller-errors.ts";
import type { InstanceTransport } from "./instance-transport.ts";
import { UnaryAnswer } from "./unary/unary-answer.ts";
import { UnaryContext } from "./unary/unary-context.ts";
import { whenGivenUp } from "./when-given-up.ts";

type UnarySpec = Extract<MethodImplSpec, { kind: "unary" }>;

/**
 * Creates the transport to a service in the same process. Its caller sees what it
 * would see over the network: messages are copies, a call ends at its deadline or when it is canceled
 * even if the handler goes on, and an error has only its code, message, details and metadata.
 */
export function createLocalTransport<S extends DescService>(
  service: S,
  implementation: Partial<ServiceImpl<S>>,
): InstanceTransport {
  const { methods } = createServiceImplSpec(service, implementation);
  let streams: Transport | undefined;

  async function invoke(spec: UnarySpec, input: unknown, context: UnaryContext) {
    try {
      const output = create(spec.method.output, await spec.impl(input as never, context));
      const message = clone(spec.method.output, output);
      return new UnaryAnswer(spec.method, message, [...context.metadata()].flat());
    } catch (reason) {
      throw asReceived(reason, context);
    } finally {
      context.abort();
    }
  }

  return {
    async unary(method, signal, timeoutMs, init, input) {
      if (signal?.aborted) throw canceled(signal);
      const spec = methods[method.localName] as UnarySpec;
      const sent = [...new Headers(init)];
      const request = {
        url: `/${service.typeName}/${method.name}`,
        headers: Object.fromEntries(sent),
        rawHeaders: sent.flat(),
      };
      const context = new UnaryContext(method, request, timeoutMs);
      const copy = clone<DescMessage>(method.input, create(method.input, input));
      const answer = Promise.withResolvers<UnaryAnswer<DescMessage, DescMessage>>();
      const end = whenGivenUp(signal, timeoutMs, (error) => {
        context.abort(error);
        answer.reject(error);
      });
      invoke(spec, copy, context).then(answer.resolve, answer.reject);
      const answered = await answer.promise.finally(end);
      return answered as UnaryAnswer<typeof method.input, typeof method.output>;
    },
    stream(...call) {
      streams ??= createRouterTransport((router) => void router.service(service, implementation));
      return streams.stream(...call);
    },
  };
}

/** Returns an error as a caller would receive it over the network. */
function asReceived(reason: unknown, context: UnaryContext): ConnectError {
  const error = context.fail(reason);
  const metadata = appendHeaders(...trailerDemux(new Headers([...context.metadata()])));
  return errorFromJsonBytes(errorToJsonBytes(error, undefined), metadata, error);
}
