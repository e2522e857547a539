import { ErrorCode, type EvaluationContext, type Logger } from "@openfeature/core";
import { FlagdCore } from "@openfeature/flagd-core";
import { OpenFeature, type Provider } from "@openfeature/server-sdk";

/** Says which values the flags of a file have, for whom. */
export interface Evaluator {
  /** Takes a version of the file. Throws an Error when it is broken: the last one stays. */
  update(text: string): void;
  number(flag: string, fallback: number, about: EvaluationContext): Promise<number>;
  text(flag: string, fallback: string, about: EvaluationContext): Promise<string>;
}

/**
 * Creates an evaluator: OpenFeature's client over flagd's rules, which ask no network. `domain` is
 * its name in OpenFeature's API, by which other code can ask for the same flags.
 */
export async function createEvaluator(domain: string): Promise<Evaluator> {
  const core = new FlagdCore(undefined, SILENT);
  await OpenFeature.setProviderAndWait(domain, createProvider(core));
  const client = OpenFeature.getClient(domain);
  return {
    update: (text) => void core.setConfigurations(text),
    number: (flag, fallback, about) => client.getNumberValue(flag, fallback, about),
    text: (flag, fallback, about) => client.getStringValue(flag, fallback, about),
  };
}

function createProvider(core: FlagdCore): Provider {
  return {
    metadata: { name: "flags.json" },
    runsOn: "server",
    resolveBooleanEvaluation: async (...asked) => core.resolveBooleanEvaluation(...asked),
    resolveStringEvaluation: async (...asked) => core.resolveStringEvaluation(...asked),
    resolveObjectEvaluation: async (...asked) => core.resolveObjectEvaluation(...asked),
    async resolveNumberEvaluation(flag, fallback, about, logger) {
      const number = core.resolveNumberEvaluation(flag, fallback, about, logger);
      if (number.errorCode !== ErrorCode.TYPE_MISMATCH) return number;
      // The same fault is a boolean in one file and a number in another.
      const boolean = core.resolveBooleanEvaluation(flag, fallback !== 0, about, logger);
      return { ...boolean, value: Number(boolean.value) };
    },
  };
}

/** What is wrong with a file is logged by who reads it. */
const SILENT: Logger = { error() {}, warn() {}, info() {}, debug() {} };
