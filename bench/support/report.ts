import { cpus, release, totalmem } from 'node:os';
import type { Row } from './figure.ts';

export interface Machine {
  node: string;
  system: string;
  processor: string;
  cores: number;
  memoryGb: number;
  /** UTC, ISO 8601. */
  measuredAt: string;
  isQuick: boolean;
}

export function describeMachine(isQuick: boolean): Machine {
  return {
    node: process.version,
    system: `${process.platform} ${release()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    measuredAt: new Date().toISOString(),
    isQuick,
  };
}

const verdict = (row: Row) => (row.isWithin === undefined ? '' : row.isWithin ? 'yes' : 'no');
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function toMarkdown(machine: Machine, rows: readonly Row[]): string {
  const { processor, cores, memoryGb, system, node, measuredAt, isQuick } = machine;
  const lines = rows.map((row) =>
    [row.figure, row.budget, row.measured, verdict(row), row.note].map(cell).join(' | '),
  );
  return [
    `${processor}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, ${measuredAt}${isQuick ? ', quick' : ''}`,
    '',
    '| figure | budget | measured | within budget | how |',
    '|---|---|---|---|---|',
    ...lines.map((line) => `| ${line} |`),
    '',
  ].join('\n');
}

export function toJson(machine: Machine, rows: readonly Row[]): string {
  return `${JSON.stringify({ machine, rows }, null, 2)}\n`;
}
