import type { HistoryEntry, OutputFile } from './comfy-answers.js';

const VIDEO = /\.(?:mp4|webm|mov|mkv)$/i;
const IMAGE = /\.(?:png|jpe?g|webp)$/i;

/**
 * The file that is the result: of the nodes that the operator named, or else of any; kept files before temporary ones,
 * videos before images.
 */
export function chooseResult(entry: HistoryEntry, nodes?: readonly string[]): OutputFile | undefined {
  const ids = nodes ?? Object.keys(entry.outputs);
  const files = ids.flatMap((id) => entry.outputs[id] ?? []);
  const rank = ({ filename, type }: OutputFile) =>
    (VIDEO.test(filename) ? 2 : IMAGE.test(filename) ? 1 : -10) + (type === 'output' ? 4 : 0);
  return files
    .filter((file) => rank(file) > 0)
    .reduce<OutputFile | undefined>(
      (best, file) => (best === undefined || rank(file) > rank(best) ? file : best),
      undefined,
    );
}
