import { join } from 'node:path';
import { modelDir } from './support/build.ts';
import { runChild, splitProcessors } from './support/child.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import type { OnnxTimes } from './support/onnx-run.ts';
import { median, rounded, withSpread } from './support/statistics.ts';

async function measure(bench: Bench): Promise<Row[]> {
  const processors = splitProcessors();
  const times = await runChild<OnnxTimes>({
    script: join(import.meta.dirname, 'support', 'onnx-run.ts'),
    args: [modelDir, bench.folder('clips'), bench.isQuick ? '5' : '25'],
    processors: processors?.one,
  });
  const ratios = times.pipelineMs.map((ms, index) => ms / (times.bareMs[index] ?? Number.NaN));
  const where = processors === undefined ? 'one thread' : 'one thread on one core';
  return [
    {
      figure: 'ONNX pipeline / the sum of its bare session runs',
      budget: '<= 1.05 x',
      measured: `${withSpread(ratios)} x`,
      isWithin: median(ratios) <= 1.05,
      note: `${times.clip}; ${where}, turn by turn; in processor time ${withSpread(times.processorRatios)} x`,
      numbers: {
        ratios,
        processorRatios: times.processorRatios,
        pipelineMs: times.pipelineMs,
        bareMs: times.bareMs,
      },
    },
    pythonRow(times, where),
    {
      figure: 'a clip of the embedded model at its default settings',
      budget: '',
      measured: withSpread(
        times.pipelineMs.map((ms) => ms / 1000),
        's',
      ),
      isWithin: undefined,
      note:
        `${times.clip}, ${where}, prompt to raw frames; model loaded in ${rounded(times.loadMs)} ms, ` +
        `${rounded(times.highestMemoryMb)} MB at most`,
      numbers: {
        seconds: times.pipelineMs.map((ms) => ms / 1000),
        loadMs: times.loadMs,
        highestMemoryMb: times.highestMemoryMb,
      },
    },
  ];
}

function pythonRow({ pipelineMs, pythonMs, pythonProcessorRatios, clip }: OnnxTimes, where: string): Row {
  const figure = "ONNX pipeline / Python's onnxruntime on the same graphs";
  if (pythonMs.length === 0) {
    const note = 'not measured: no python3 with onnxruntime, numpy, pillow and tokenizers';
    return { figure, budget: '<= 1.0 x', measured: '-', isWithin: undefined, note, numbers: {} };
  }
  const ratios = pipelineMs.map((ms, index) => ms / (pythonMs[index] ?? Number.NaN));
  return {
    figure,
    budget: '<= 1.0 x',
    measured: `${withSpread(ratios)} x`,
    isWithin: median(ratios) <= 1,
    note: `${clip}; ${where}, turn by turn; in processor time ${withSpread(pythonProcessorRatios)} x`,
    numbers: { ratios, pythonProcessorRatios, pythonMs },
  };
}

export const onnx: Figure = { name: 'onnx', parts: [measure] };
