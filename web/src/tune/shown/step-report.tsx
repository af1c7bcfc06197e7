import './diff-text.css';
import type { StepReport } from '../store/tune-draft.types.js';

const ROWS = [
  { key: 'kept', title: 'Kept', look: '' },
  { key: 'added', title: 'Added', look: 'report__item--added' },
  { key: 'changed', title: 'Changed', look: 'report__item--changed' },
  { key: 'dropped', title: 'Dropped', look: 'report__item--dropped' },
  { key: 'putBack', title: 'Put back', look: 'report__item--put-back' },
] as const satisfies readonly { key: keyof StepReport; title: string; look: string }[];

/** What a step did to the words, in words. */
export function StepReportList({ report }: { report: StepReport }) {
  const rows = ROWS.filter(({ key }) => report[key].length > 0);
  if (rows.length === 0) return null;
  return (
    <dl className="report">
      {rows.map(({ key, title, look }) => (
        <Row key={key} title={title} look={look} items={report[key]} />
      ))}
    </dl>
  );
}

function Row({ title, look, items }: { title: string; look: string; items: readonly string[] }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {items.map((item, index) => (
          <span key={index} className={`report__item ${look}`} dir="auto">
            {item}
          </span>
        ))}
      </dd>
    </>
  );
}
