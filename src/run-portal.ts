import type { AppOverrides } from './bootstrap.js';
import type { Config } from './config/index.js';
import { errnoOf } from './kernel/errors.js';
import { Portal } from './portal.js';

/** Runs until a signal says otherwise. The first one asks for an orderly end, the second one for an end. */
export async function runPortal(config: Config, overrides: AppOverrides = {}): Promise<void> {
  const portal = await Portal.start(config, overrides).catch((error: unknown) => {
    throw explained(error, config);
  });
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    portal.log.info(
      `${signal}: no new work; running jobs get ${config.shutdownGraceMs / 1000} s (again to stop now)`,
    );
    void portal.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        portal.log.fatal({ err: error }, 'the end was not orderly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  portal.recovered.catch((error: unknown) => {
    portal.log.fatal({ err: error }, 'the records could not be read');
    process.exit(1);
  });
}

/** Says what to do where that is known. */
function explained(error: unknown, config: Config): unknown {
  if (errnoOf(error) === 'EADDRINUSE') {
    return new Error(
      `PORT ${config.ports.join(' or ')} is in use on ${config.host}. Choose another with PORT.`,
    );
  }
  if (errnoOf(error) === 'EACCES')
    return new Error(`This user may not listen on PORT ${config.ports.join(' or ')}.`);
  return error;
}
