import { ToggleButton } from 'react-aria-components/ToggleButton';
import { type FormField, kindOf, labelOf } from '../model/field-form.js';
import { FieldControl } from './field-control.js';

interface Props {
  field: FormField;
  value: unknown;
  isEdited: boolean;
  source: string | undefined;
  isLocked: boolean;
  error: string | undefined;
  onChange: (value: unknown) => void;
  onLock: (isLocked: boolean) => void;
}

const SOURCES: Readonly<Record<string, string>> = {
  stated: 'stated in your words',
  inferred: 'inferred',
  edited: 'edited',
};

/** One field: its value, where that is from, and its lock. */
export function FieldRow({ field, value, isEdited, source, isLocked, error, onChange, onLock }: Props) {
  const label = labelOf(field.path);
  const isWide = kindOf(field.schema) === 'list';
  return (
    <div className={isWide ? 'row row--wide' : 'row'} data-field={field.path}>
      <FieldControl label={label} schema={field.schema} value={value} error={error} onChange={onChange} />
      <ToggleButton className="lock" aria-label={`Lock ${label}`} isSelected={isLocked} onChange={onLock}>
        <LockSign isLocked={isLocked} />
      </ToggleButton>
      <div className="row__foot">
        {source !== undefined && (
          <span className={`row__source row__source--${source}`}>{SOURCES[source] ?? source}</span>
        )}
        {isLocked && <span className="row__source">locked: no refinement changes it</span>}
        {isEdited && <span className="badge badge--warn">not applied yet</span>}
      </div>
    </div>
  );
}

function LockSign({ isLocked }: { isLocked: boolean }) {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <rect x="3" y="7" width="10" height="7" rx="1.5" fill={isLocked ? 'currentColor' : 'none'} />
      <path d={isLocked ? 'M5 7V5a3 3 0 0 1 6 0v2' : 'M5 7V4.5a3 3 0 0 1 5.8-1'} />
    </svg>
  );
}
