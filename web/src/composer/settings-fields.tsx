import './settings-fields.css';
import { useId } from 'react';
import type { Engine } from '../api/types.js';
import type { FieldErrors, NumericSetting, Setting, SettingsDraft } from '../draft/draft.types.js';
import { rangeText } from '../text/format.js';

const NUMBER_FIELDS: readonly { field: NumericSetting; label: string }[] = [
  { field: 'width', label: 'Width' },
  { field: 'height', label: 'Height' },
  { field: 'num_frames', label: 'Frames' },
  { field: 'fps', label: 'Frames a second' },
  { field: 'steps', label: 'Steps' },
  { field: 'guidance_scale', label: 'Guidance' },
  { field: 'seed', label: 'Seed' },
];

interface Props {
  values: SettingsDraft;
  /** What applies where a field is empty, before the engine's defaults. */
  fallback: SettingsDraft | undefined;
  errors: FieldErrors;
  engine: Engine | undefined;
  onChange: (field: Setting, text: string) => void;
}

export function SettingsFields({ values, fallback, errors, engine, onChange }: Props) {
  const fieldProps = (field: Exclude<Setting, 'engine'>) => ({
    value: values[field],
    error: errors[field],
    placeholder: placeholderFor(field, fallback, engine),
    onChange: (text: string) => onChange(field, text),
  });
  return (
    <div className="settings">
      <div className="settings__wide">
        <TextField
          label="Negative prompt"
          hint="What the video should not show"
          {...fieldProps('negative_prompt')}
        />
      </div>
      {NUMBER_FIELDS.map(({ field, label }) => (
        <TextField key={field} label={label} isNumber hint={hintFor(field, engine)} {...fieldProps(field)} />
      ))}
    </div>
  );
}

function placeholderFor(
  field: Exclude<Setting, 'engine'>,
  fallback: SettingsDraft | undefined,
  engine: Engine | undefined,
): string {
  const inherited = fallback?.[field].trim() ?? '';
  if (inherited !== '') return inherited;
  if (field === 'seed') return 'random';
  const value = engine?.defaults[field];
  return value === undefined ? '' : String(value);
}

function hintFor(field: NumericSetting, engine: Engine | undefined): string {
  if (field === 'seed') return 'Same seed, same video';
  const range = engine?.ranges[field];
  return range === undefined ? '' : rangeText(range);
}

interface TextFieldProps {
  label: string;
  value: string;
  hint: string;
  placeholder: string;
  error: string | undefined;
  isNumber?: boolean;
  onChange: (text: string) => void;
}

function TextField({ label, value, hint, placeholder, error, isNumber = false, onChange }: TextFieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="field__input"
        type="text"
        inputMode={isNumber ? 'decimal' : 'text'}
        autoComplete="off"
        value={value}
        placeholder={placeholder}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? hintId : `${errorId} ${hintId}`}
        onChange={(event) => onChange(event.target.value)}
      />
      {error !== undefined && (
        <p className="field__error" id={errorId}>
          {error}
        </p>
      )}
      <p className="field__hint" id={hintId}>
        {hint}
      </p>
    </div>
  );
}
