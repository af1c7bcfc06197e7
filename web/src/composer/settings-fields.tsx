import './settings-fields.css';
import type { Engine } from '../api/types.js';
import type { FieldErrors, NumericSetting, Setting, SettingsDraft } from '../draft/draft.types.js';
import { rangeText } from '../text/format.js';
import { type Choice, Select } from '../ui/select.js';
import { TextField } from '../ui/text-field.js';

type TextSetting = Exclude<Setting, 'engine'>;

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
  engines: readonly Engine[];
  onChange: (field: Setting, text: string) => void;
}

export function SettingsFields({ values, fallback, errors, engines, onChange }: Props) {
  const named = values.engine === '' ? (fallback?.engine ?? '') : values.engine;
  const engine = engines.find(({ name }) => name === named) ?? engines[0];
  const fieldProps = (field: TextSetting) => ({
    value: values[field],
    error: errors[field],
    placeholder: placeholderFor(field, fallback, engine),
    onChange: (text: string) => onChange(field, text),
  });
  return (
    <div className="settings">
      <Select
        className="settings__wide"
        label="Engine"
        choices={engineChoices(engines, fallback, values.engine)}
        value={values.engine}
        error={errors.engine}
        hint={engine === undefined ? undefined : `${engine.model}: ${engine.tasks.join(', ')}`}
        onChange={(name) => onChange('engine', name)}
      />
      <TextField
        className="settings__wide"
        label="Negative prompt"
        hint="What the video should not show"
        {...fieldProps('negative_prompt')}
      />
      <SizeChoice values={values} engine={engine} onChange={onChange} />
      {NUMBER_FIELDS.map(({ field, label }) => (
        <TextField
          key={field}
          label={label}
          inputMode="decimal"
          hint={hintFor(field, engine)}
          {...fieldProps(field)}
        />
      ))}
    </div>
  );
}

function engineChoices(
  engines: readonly Engine[],
  fallback: SettingsDraft | undefined,
  current: string,
): Choice[] {
  const inherited = fallback?.engine ?? '';
  const auto = inherited === '' ? 'The first that is able' : `As for all prompts (${inherited})`;
  const names = engines.map(({ name }) => name);
  // One that the server no longer has stays to be seen until another is chosen.
  if (current !== '' && !names.includes(current)) names.push(current);
  return [{ value: '', label: auto }, ...names.map((name) => ({ value: name, label: name }))];
}

/** For engines that take certain sizes only: one choice instead of two numbers to guess. */
function SizeChoice({
  values,
  engine,
  onChange,
}: Pick<Props, 'values' | 'onChange'> & { engine: Engine | undefined }) {
  if (engine === undefined || engine.sizes === null || engine.sizes.length === 0) return null;
  const sizes = engine.sizes.map(({ width, height }) => `${width}×${height}`);
  const current = values.width === '' && values.height === '' ? '' : `${values.width}×${values.height}`;
  const other = current !== '' && !sizes.includes(current) ? [current] : [];
  return (
    <Select
      className="settings__wide"
      label="Size"
      choices={[
        { value: '', label: 'As the engine likes' },
        ...[...sizes, ...other].map((size) => ({ value: size, label: size })),
      ]}
      value={current}
      onChange={(size) => {
        const [width = '', height = ''] = size.split('×');
        onChange('width', width);
        onChange('height', height);
      }}
    />
  );
}

function placeholderFor(
  field: TextSetting,
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
