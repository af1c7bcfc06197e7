import type { FileSystemPort } from '../../../platform/storage/index.js';
import type { ServerHttp } from '../servers/server-http.port.js';
import { ServerEngine, type ServerEngineOptions } from '../servers/server-engine.js';
import type { ServerProtocol } from '../servers/server-protocol.js';
import { ComfyUiProtocol } from './comfyui.protocol.js';
import { WorkflowError, WorkflowTemplate } from './workflow-template.js';

const MAX_FILE_BYTES = 4_000_000;

/** ComfyUI with the operator's workflow; files that do not fit together keep the portal from starting. */
export class ComfyUiEngine extends ServerEngine {
  readonly #template: () => Promise<WorkflowTemplate>;

  private constructor(options: ServerEngineOptions, template: () => Promise<WorkflowTemplate>) {
    super(options);
    this.#template = template;
  }

  static create(
    { workflowFile, bindingsFile }: { workflowFile: string | undefined; bindingsFile: string | undefined },
    http: ServerHttp,
    optionsFor: (protocol: ServerProtocol) => ServerEngineOptions,
  ): ComfyUiEngine {
    let loading: Promise<WorkflowTemplate> | undefined;
    const template = () => {
      loading ??= load(options.storage.files, workflowFile, bindingsFile);
      return loading;
    };
    const options = optionsFor(new ComfyUiProtocol(http, template));
    return new ComfyUiEngine(options, template);
  }

  /** @throws WorkflowError, and as {@link ServerEngine.open} */
  override async open(): Promise<void> {
    await this.#template();
    await super.open();
  }
}

async function load(
  files: FileSystemPort,
  workflowFile: string | undefined,
  bindingsFile: string | undefined,
): Promise<WorkflowTemplate> {
  return WorkflowTemplate.parse(
    await read(files, 'COMFYUI_WORKFLOW', workflowFile),
    await read(files, 'COMFYUI_BINDINGS', bindingsFile),
  );
}

async function read(files: FileSystemPort, setting: string, path: string | undefined): Promise<string> {
  if (path === undefined) throw new WorkflowError(`ENGINES names comfyui: ${setting} is not set.`);
  const { size } = (await files.stat(path)) ?? {};
  if (size === undefined) throw new WorkflowError(`${setting}: there is no file ${path}.`);
  if (size > MAX_FILE_BYTES)
    throw new WorkflowError(`${setting}: the file has more than ${MAX_FILE_BYTES / 1e6} MB.`);
  return (await files.readFile(path)).toString();
}
