import { loadConfig } from '../../src/config/index.js';
import { OpenAiProvider } from '../../src/features/prompts/openai/openai.provider.js';
import { ProviderError } from '../../src/features/prompts/provider/prompt-provider.port.js';
import { emptyParameters, type Parameters } from '../../src/features/sessions/index.js';
import { MetricsService } from '../../src/platform/metrics/metrics.service.js';
import { ManualClock } from './manual-clock.js';

export const SECRET = 'sk-test-0123456789abcdefghij';
export const neverAborted: AbortSignal = new AbortController().signal;
export const context: { signal: AbortSignal } = { signal: neverAborted };

/** Time-outs never fire on it, waits between tries take no time, and it remembers how long they were asked to be. */
export class PatientClock extends ManualClock {
  readonly waits: number[] = [];

  override schedule(delayMs: number, callback: () => void): () => void {
    if (delayMs >= 60_000) return super.schedule(delayMs, callback);
    this.waits.push(delayMs);
    queueMicrotask(callback);
    return () => {};
  }
}

/** The real provider against a server, with the settings of an environment. */
export function providerFor(url: string, env: Record<string, string> = {}, clock = new ManualClock()) {
  const config = loadConfig({
    OPENAI_BASE_URL: url,
    OPENAI_API_KEY: SECRET,
    OPENAI_TIMEOUT: '60',
    ...env,
  });
  const metrics = new MetricsService();
  return { sut: new OpenAiProvider(config, metrics, clock), metrics, clock };
}

/** The error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderError))
    throw new Error('the call did not fail as a provider', { cause: error });
  return error;
}

export function parametersWith(parts: Partial<Parameters>): Parameters {
  return { ...emptyParameters(), ...parts };
}
