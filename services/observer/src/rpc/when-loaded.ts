import type { DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";

type Call = (...given: unknown[]) => unknown;

/** Answers the unary RPCs of a service when what answers them is loaded, which the first call begins. */
export function whenLoaded<S extends DescService>(
  { methods }: S,
  load: () => Promise<ServiceImpl<S>>,
): ServiceImpl<S> {
  const answers = methods.map(({ localName }) => [
    localName,
    async (...given: unknown[]) =>
      ((await load()) as Readonly<Record<string, Call>>)[localName]?.(...given),
  ]);
  return Object.fromEntries(answers);
}
