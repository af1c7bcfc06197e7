import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES } from '../../src/config/sections/engine.settings.js';
import { WorkflowTemplate } from '../../src/features/engines/comfyui/workflow-template.js';
import { readCapabilitiesFile } from '../../src/features/engines/servers/capabilities-file.js';
import { NodeFileSystem } from '../../src/platform/storage/index.js';

const fileAt = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = fileAt('docs/engines.md');

/** The JSON that follows a mark in the page. */
function example(name: string): string {
  const found = new RegExp(`<!-- example: ${name} -->\\s+\`\`\`json\\n(.*?)\`\`\``, 's').exec(page);
  if (found?.[1] === undefined) throw new Error(`docs/engines.md has no example of ${name}`);
  return found[1];
}

describe('docs/engines.md', () => {
  it('shows a file of capabilities that is taken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'engine-docs-'));
    const path = join(folder, 'capabilities.json');
    writeFileSync(path, example('capabilities'));
    try {
      expect(await readCapabilitiesFile(new NodeFileSystem(), path)).toMatchObject({
        model: 'Wan 2.2 TI2V 5B',
        ranges: { numFrames: { multipleOf: 4, plus: 1 } },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shows a workflow and bindings that fit together', () => {
    const template = WorkflowTemplate.parse(example('workflow'), example('bindings'));

    expect(template.capabilities()).toMatchObject({
      tasks: ['text-to-video'],
      defaults: { width: 832, height: 480, numFrames: 33, fps: 16, steps: 20, guidanceScale: 6 },
    });
    expect([template.sampler, template.outputs]).toEqual(['3', ['50']]);
  });

  it('tells of every engine, and of no setting that there is not', () => {
    for (const name of ENGINE_NAMES) expect(page).toContain(`| \`${name}\``);
    const settings = new Set(fileAt('.env.example').match(/^[A-Z0-9_]+(?==)/gm));
    const named = page.match(
      /\b(?:LIGHTX2V|SGLANG|VLLM_OMNI|OPENAI_VIDEO|COMFYUI|COSMOS_NIM|NVIDIA|NVCF|ENGINES?)_[A-Z0-9_]+\b/g,
    );

    expect([...new Set(named)].filter((name) => !settings.has(name))).toEqual([]);
  });
});
