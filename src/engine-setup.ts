import { Logger } from '@nestjs/common';
import { type Config, ConfigError, type ServerEngineName } from './config/index.js';
import type { EnginePort } from './features/engines/index.js';
import { ComfyUiEngine } from './features/engines/comfyui/comfyui.engine.js';
import { CosmosEngine } from './features/engines/cosmos/cosmos.engine.js';
import { CosmosNimProtocol } from './features/engines/cosmos/nim.protocol.js';
import { LightX2vProtocol } from './features/engines/lightx2v/lightx2v.protocol.js';
import { OnnxEngine } from './features/engines/onnx/onnx.engine.js';
import { OpenAiVideoProtocol } from './features/engines/openai-video/openai-video.protocol.js';
import { NodeServerHttp } from './features/engines/servers/node-server-http.js';
import { ServerEngine, type ServerEngineOptions } from './features/engines/servers/server-engine.js';
import type { ServerProtocol } from './features/engines/servers/server-protocol.js';
import { SystemClock } from './kernel/clock.js';
import { NodeFileSystem, Storage } from './platform/storage/index.js';

/** The engines that `ENGINES` names, in its order. @throws ConfigError where one is named and not set up */
export function createEngines(config: Config): EnginePort[] {
  const files = new NodeFileSystem();
  const http = new NodeServerHttp(files);
  const shared = {
    devices: config.devices,
    limits: {
      startTimeoutMs: config.engineStartTimeoutMs,
      jobTimeoutMs: config.engineJobTimeoutMs,
      maxResultBytes: config.maxResultBytes,
    },
    storage: new Storage(files),
    dataDir: config.dataDir,
    clock: new SystemClock(),
    environment: config.hostEnvironment,
  };
  const server = (
    name: ServerEngineName,
    protocol: ServerProtocol,
    apiKey?: string,
  ): ServerEngineOptions => ({
    ...shared,
    protocol,
    settings: checked(name, config),
    log: new Logger(`engine ${name}`),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  const { servers, openaiVideoKey } = config;
  return config.engines.map((name) => {
    switch (name) {
      case 'onnx': {
        const logger = new Logger('engine onnx');
        return new OnnxEngine({
          modelDir: config.modelDir,
          devices: config.devices,
          deviceConcurrency: config.deviceConcurrency,
          maxAudioSeconds: config.inputs.maxAudioSeconds,
          log: (line) => logger.log(line),
        });
      }
      case 'cosmos':
        return CosmosEngine.create(config.cosmos, { ...shared, http, log: new Logger('engine cosmos') });
      case 'cosmos-nim':
        return new ServerEngine(server(name, new CosmosNimProtocol(http, files, config.maxResultBytes)));
      case 'lightx2v':
        return new ServerEngine(server(name, new LightX2vProtocol(http, config.lightx2vProfile)));
      case 'openai-video': {
        const protocol = new OpenAiVideoProtocol(http, 'openai', servers[name].model);
        return new ServerEngine(server(name, protocol, openaiVideoKey));
      }
      case 'sglang':
      case 'vllm-omni':
        return new ServerEngine(server(name, new OpenAiVideoProtocol(http, name, servers[name].model)));
      case 'comfyui':
        return ComfyUiEngine.create(config.comfyui, http, (protocol) => server(name, protocol));
    }
  });
}

function checked(name: ServerEngineName, config: Config): Config['servers'][ServerEngineName] {
  const settings = config.servers[name];
  const isPreset = (name === 'sglang' || name === 'vllm-omni') && settings.model !== undefined;
  if (settings.urls.length > 0 || settings.command !== undefined || isPreset) return settings;
  const prefix = name.toUpperCase().replaceAll('-', '_');
  const model = name === 'sglang' || name === 'vllm-omni' ? `, ${prefix}_MODEL` : '';
  throw new ConfigError(`ENGINES names ${name}: set ${prefix}_URLS${model} or ${prefix}_COMMAND.`);
}
