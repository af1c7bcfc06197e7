import { type CosmosSettings, ConfigError } from '../../../config/index.js';
import type { DeviceDescription } from '../../../kernel/device.js';
import type { ServerHttp } from '../servers/server-http.port.js';
import { ServerEngine, type ServerEngineOptions } from '../servers/server-engine.js';
import { CosmosProtocol } from './cosmos.protocol.js';

/** NVIDIA's hosted Cosmos: each key is a device, so that keys are chosen, rested and replaced as devices are. */
export class CosmosEngine extends ServerEngine {
  readonly #protocol: CosmosProtocol;

  private constructor(options: ServerEngineOptions, protocol: CosmosProtocol) {
    super(options);
    this.#protocol = protocol;
  }

  /** @throws ConfigError without a key */
  static create(
    settings: CosmosSettings,
    parts: Omit<ServerEngineOptions, 'protocol' | 'settings'> & { http: ServerHttp },
  ): CosmosEngine {
    const { http, ...options } = parts;
    const keys = settings.rotate ? settings.keys : settings.keys.slice(0, 1);
    if (keys.length === 0) throw new ConfigError('ENGINES names cosmos: set NVIDIA_API_KEY.');
    const { storage, clock, limits } = options;
    const protocol = new CosmosProtocol(http, storage.files, clock, settings, limits.maxResultBytes);
    const { host, origin } = new URL(settings.invokeUrl);
    return new CosmosEngine(
      {
        ...options,
        protocol,
        settings: {
          urls: [],
          command: undefined,
          capabilitiesFile: settings.capabilitiesFile,
          model: undefined,
        },
        addresses: keys.map((apiKey, index) => ({
          baseUrl: origin,
          apiKey,
          detail: `${host}, key ${index + 1}`,
        })),
      },
      protocol,
    );
  }

  override slotsOf(device: DeviceDescription): number {
    return this.#protocol.concurrencyOf(device.name);
  }
}
