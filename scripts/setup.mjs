// Brings a checkout to where it can run: packages installed, server and page built. Does only what is out of date,
// so that a warm start costs a few file stats. Plain JavaScript for whatever Node the machine has (20 is enough).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Node 24 from the npm package `node`. */
export const node = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Optional downloads of packages, and one package's usage report: never needed, never wanted. */
const INSTALL_ENV = {
  SKIP_FFMPEG: 'true',
  SCARF_ANALYTICS: 'false',
  npm_config_onnxruntime_node_install: 'skip',
};

function run(what, command, args, env = {}) {
  process.stderr.write(`reelsmith: ${what}\n`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** What the files below the given paths are by name, size and time: enough to see that one has changed. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (name !== 'node_modules') visit(join(path, name));
    } else {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  };
  for (const path of paths) visit(join(root, path));
  return hash.digest('hex');
}

/** @param output what must be there besides, in case somebody removed it */
function isCurrent(stamp, value, output) {
  return existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === value;
}

function mark(stamp, value) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, value);
}

/** Stamps lie in `node_modules`: whoever removes that wants everything made anew. */
const stampOf = (name) => join(root, 'node_modules', '.cache', 'reelsmith', name);

export function install() {
  const value = createHash('sha256')
    .update(readFileSync(join(root, 'package.json')))
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (isCurrent(stampOf('installed'), value, node)) return;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  run('installing packages (once, about a minute)', 'npm', args, INSTALL_ENV);
  mark(stampOf('installed'), value);
}

function buildPart(name, { sources, output, tool, args }) {
  const value = fingerprint(sources);
  if (isCurrent(stampOf(name), value, join(root, output))) return;
  run(`building the ${name}`, node, [join(root, 'node_modules', ...tool), ...args]);
  mark(stampOf(name), value);
}

export function build() {
  buildPart('server', {
    sources: ['src', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'],
    output: 'dist/main.js',
    tool: ['@nestjs', 'cli', 'bin', 'nest.js'],
    args: ['build'],
  });
  buildPart('page', {
    sources: ['web'],
    output: 'static/index.html',
    tool: ['vite', 'bin', 'vite.js'],
    args: ['build', 'web', '--logLevel', 'error'],
  });
}

export function setUp() {
  install();
  build();
}
