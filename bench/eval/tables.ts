import { type FieldScore, LEAST_SUPPORT, macroF1 } from './extraction.ts';
import { isMet, type Measured, TARGETS } from './targets.ts';

const percent = (share: number) => (Number.isNaN(share) ? '-' : `${(100 * share).toFixed(1)} %`);

/** Fields with fewer labels than count for the mean carry a star. */
export function fieldTable(scores: readonly FieldScore[]): string {
  const lines = scores
    .filter(({ labelled, answered }) => labelled + answered > 0)
    .map(({ field, labelled, precision, recall, f1 }) => {
      const star = labelled < LEAST_SUPPORT ? '*' : '';
      return `| ${field}${star} | ${percent(precision)} | ${percent(recall)} | ${f1.toFixed(3)} | ${labelled} |`;
    });
  const head = ['| field | precision | recall | F1 | support |', '|---|---|---|---|---|'];
  return [...head, ...lines, `| macro | | | ${macroF1(scores).toFixed(3)} | |`, ''].join('\n');
}

export function summaryTable(measured: readonly Measured[]): string {
  const lines = measured.map((row) => {
    const bound: { least?: number; most?: number } = TARGETS[row.target];
    const isShare = bound.least !== undefined;
    const wanted = isShare ? `>= ${percent(bound.least ?? 0)}` : `<= ${bound.most} ms`;
    const value = row.value === undefined ? '-' : isShare ? percent(row.value) : `${row.value.toFixed(2)} ms`;
    return `| ${row.target} | ${wanted} | ${value} | ${isMet(row) ? 'yes' : 'no'} | ${row.note ?? ''} |`;
  });
  return ['| what | target | measured | met | note |', '|---|---|---|---|---|', ...lines, ''].join('\n');
}
