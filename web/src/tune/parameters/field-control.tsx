import '../../ui/choice.css';
import { useState } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { Select } from '../../ui/select.js';
import { TextField } from '../../ui/text-field.js';
import { type FieldSchema, kindOf, numberOf, textsOf } from '../model/field-form.js';
import { ListField } from './list-field.js';

export interface ControlProps {
  label: string;
  schema: FieldSchema;
  value: unknown;
  error: string | undefined;
  /** Within a list: without hints, in little room. */
  isPart?: boolean;
  onChange: (value: unknown) => void;
}

/** Fills in a value, in the way that its schema asks for. */
export function FieldControl(props: ControlProps) {
  switch (kindOf(props.schema)) {
    case 'choice':
      return <ChoiceField {...props} />;
    case 'choices':
      return <ChoicesField {...props} />;
    case 'texts':
      return <TextsField {...props} />;
    case 'number':
      return <NumberField {...props} />;
    case 'list':
      return <ListField {...props} />;
    case 'text':
      return <PlainField {...props} />;
    case 'unknown':
      // Of a newer server: shown, and left as it is.
      return (
        <TextField
          label={props.label}
          value={JSON.stringify(props.value ?? '')}
          isReadOnly
          onChange={() => undefined}
        />
      );
  }
}

const shownText = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function PlainField({ label, value, error, onChange }: ControlProps) {
  return <TextField label={label} value={shownText(value)} error={error} onChange={onChange} />;
}

function ChoiceField({ label, schema, value, error, onChange }: ControlProps) {
  const terms = schema.enum ?? [];
  const choices = [{ value: '', label: 'Not said' }, ...terms.map((term) => ({ value: term, label: term }))];
  return (
    <Select label={label} choices={choices} value={shownText(value)} error={error} onChange={onChange} />
  );
}

function ChoicesField({ label, schema, value, error, onChange }: ControlProps) {
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const isFull = schema.maxItems !== undefined && chosen.length >= schema.maxItems;
  return (
    <CheckboxGroup
      className="field"
      value={chosen}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      onChange={onChange}
    >
      <Label className="field__label">
        {label}
        {schema.maxItems === undefined ? '' : ` (up to ${schema.maxItems})`}
      </Label>
      <div className="choices__items">
        {(schema.items?.enum ?? []).map((term) => (
          <Checkbox key={term} value={term} className="choice" isDisabled={isFull && !chosen.includes(term)}>
            {term}
          </Checkbox>
        ))}
      </div>
      <FieldError className="field__error" elementType="p">
        {error}
      </FieldError>
    </CheckboxGroup>
  );
}

/** Lines as they are typed: an empty last one is on its way to being a text. */
function TextsField({ label, value, error, isPart = false, onChange }: ControlProps) {
  const texts = Array.isArray(value) ? value.map(String) : [];
  const [lines, setLines] = useState(texts.join('\n'));
  const isStale = textsOf(lines).join('\n') !== texts.join('\n');
  if (isStale) setLines(texts.join('\n'));
  return (
    <TextField
      label={label}
      {...(isPart ? {} : { hint: 'One to a line' })}
      rows={Math.min(6, Math.max(isPart ? 1 : 2, texts.length + (isPart ? 0 : 1)))}
      value={isStale ? texts.join('\n') : lines}
      error={error}
      onChange={(typed) => {
        setLines(typed);
        onChange(textsOf(typed));
      }}
    />
  );
}

/** The number as it is typed: `2,` is on its way to being one. */
function NumberField({ label, schema, value, error, isPart = false, onChange }: ControlProps) {
  const [typed, setTyped] = useState(shownText(value));
  const isStale = shownText(numberOf(typed) ?? undefined) !== shownText(value);
  if (isStale) setTyped(shownText(value));
  const { minimum, maximum } = schema;
  const bounds = [
    minimum === undefined ? '' : `from ${minimum}`,
    maximum === undefined ? '' : `to ${maximum}`,
  ];
  const hint = bounds.join(' ').trim();
  return (
    <TextField
      label={label}
      {...(hint === '' || isPart ? {} : { hint })}
      inputMode="decimal"
      value={isStale ? shownText(value) : typed}
      error={error}
      onChange={(text) => {
        setTyped(text);
        onChange(numberOf(text));
      }}
    />
  );
}
