import type { DeviceDescription } from '../../../../kernel/device.js';

/** What programs need to find themselves, their caches, and the GPUs. Nothing else of the portal's goes to a server. */
const NAMES = new Set([
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'PYTHONPATH',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'HF_HOME',
  'HF_HUB_OFFLINE',
  'HF_ENDPOINT',
  'TRANSFORMERS_CACHE',
  'TORCH_HOME',
  'XDG_CACHE_HOME',
  'TRITON_CACHE_DIR',
]);
const PREFIXES = ['CUDA_', 'NCCL_', 'NVIDIA_VISIBLE_', 'NVIDIA_DRIVER_'];
const SECRET = /KEY|TOKEN|SECRET|PASSWORD/i;
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Numbers of the GPUs of a device, as `CUDA_VISIBLE_DEVICES` wants them; empty for a processor. */
export function visibleGpus({ kind, index, members = [index] }: DeviceDescription): readonly number[] {
  return kind === 'cuda' ? members : [];
}

/** @param host the environment that the portal itself was started with */
export function serverEnvironment(
  host: Readonly<Record<string, string | undefined>>,
  device: DeviceDescription,
): Record<string, string> {
  const kept: Record<string, string> = { PATH: DEFAULT_PATH, PYTHONUNBUFFERED: '1' };
  for (const [name, value] of Object.entries(host)) {
    const isKept = NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
    if (value !== undefined && isKept && !SECRET.test(name)) kept[name] = value;
  }
  kept['CUDA_VISIBLE_DEVICES'] = visibleGpus(device).join(',');
  return kept;
}
