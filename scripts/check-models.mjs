// `npm run check:models`: makes the goldens of diffusers' pipelines once more and compares them with the ones in the
// repository; then exports random models of several widths and depths and compares our pipeline with diffusers on them.
// With `--goldens` it leaves the random models out, whose export takes minutes.
// Needs Python with models/tiny-world/requirements.txt; without it, says so and ends well.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tools = join(root, 'models/tools/random_models.py');
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status ?? 1;

const needed = 'import torch, diffusers, transformers, onnx, onnxruntime, onnxscript, safetensors';
if (run('python3', ['-c', needed], { stdio: 'ignore' }) !== 0) {
  console.log(
    'models not checked: there is no python3 with the packages of models/tiny-world/requirements.txt',
  );
  process.exit(0);
}

let status = run('python3', ['-W', 'ignore', tools, '--check']);
if (process.argv.includes('--goldens')) process.exit(status);

const folder = mkdtempSync(join(tmpdir(), 'check-models-'));
if (status === 0) status = run('python3', ['-W', 'ignore', tools, '--many', folder]);
if (status === 0) {
  const models = readdirSync(folder).filter((name) => !name.endsWith('-diffusers'));
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  status = run(
    process.execPath,
    [vitest, 'run', '--project', 'medium', 'test/medium/onnx-golden.medium-spec.ts'],
    {
      env: { ...process.env, GOLDEN_MODEL_DIRS: models.map((name) => join(folder, name)).join(',') },
    },
  );
}
rmSync(folder, { recursive: true });
process.exit(status);
