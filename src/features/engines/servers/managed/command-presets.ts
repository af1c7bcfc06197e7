/** How well-known engines are started where the operator names only a model. */
export const COMMAND_PRESETS: Readonly<Record<string, string>> = {
  sglang: 'sglang serve --model-path {model} --host 127.0.0.1 --port {port}',
  'vllm-omni': 'vllm serve {model} --omni --host 127.0.0.1 --port {port}',
};
