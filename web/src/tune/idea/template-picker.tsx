import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/api-error.js';
import { keys } from '../../api/query-keys.js';
import { Button } from '../../ui/button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { Select } from '../../ui/select.js';
import { TextField } from '../../ui/text-field.js';
import { numberOf } from '../model/field-form.js';
import { tuneApi } from '../session/tune-api.js';
import { useTuneDraft } from '../store/tune-store.js';
import type { Template, TemplateSlot } from '../tune.types.js';

/** Puts the idea into a template or a style; it can be taken off again. */
export function TemplatePicker() {
  const [draft, dispatch] = useTuneDraft();
  const [id, setId] = useState('');
  const { data, error } = useQuery({
    queryKey: keys.templates,
    queryFn: ({ signal }) => tuneApi.listTemplates(signal),
    staleTime: 10_000,
  });
  const templates = data?.items ?? [];
  const template = templates.find((one) => one.id === id);
  const none = { value: '', label: templates.length === 0 ? 'There are none' : 'None' };
  return (
    <div className="template">
      <Select
        label="Template"
        choices={[
          none,
          ...templates.map(({ id: value, name, kind }) => ({ value, label: `${name} (${kind})` })),
        ]}
        value={template === undefined ? '' : id}
        onChange={setId}
      />
      <ProblemNote error={error} what="Templates could not be read" />
      {template !== undefined && <TemplateForm key={template.id} template={template} />}
      {draft.ideaBefore !== undefined && (
        <p className="note" role="status">
          The idea was replaced; the old one is kept.{' '}
          <Button variant="plain" onPress={() => dispatch({ type: 'template-taken-off' })}>
            Bring it back
          </Button>
        </p>
      )}
      {draft.negative !== '' && (
        <TextField
          label="Must not be seen"
          hint="From the template; goes to Run with the prompt."
          value={draft.negative}
          onChange={(text) => dispatch({ type: 'negative-typed', text })}
        />
      )}
    </div>
  );
}

function TemplateForm({ template }: { template: Template }) {
  const [draft, dispatch] = useTuneDraft();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const lay = useMutation({
    mutationFn: (idea: string) =>
      tuneApi.fillTemplate(
        template.id,
        idea,
        valuesFor(template.slots, values),
        new AbortController().signal,
      ),
    onSuccess: ({ prompt, negative_prompt: negative }, original) =>
      dispatch({ type: 'template-laid', original, prompt, negative: negative ?? '' }),
  });
  const problems = lay.error instanceof ApiError ? lay.error.problems : [];
  return (
    <div className="template" role="group" aria-label={`Template ${template.name}`}>
      <p className="quiet template__text" dir="auto">
        {template.description ?? template.text}
      </p>
      <div className="template__slots">
        {template.slots.map((slot) => (
          <SlotField
            key={slot.name}
            slot={slot}
            value={values[slot.name] ?? ''}
            error={problems.find(({ path }) => path === `slots.${slot.name}`)?.message}
            onChange={(text) => setValues({ ...values, [slot.name]: text })}
          />
        ))}
      </div>
      <div className="tune-actions">
        <Button onPress={() => lay.mutate(draft.idea)}>Put the idea into it</Button>
      </div>
      <ProblemNote error={lay.error} what="Could not fill the template" />
    </div>
  );
}

interface SlotProps {
  slot: TemplateSlot;
  value: string;
  error: string | undefined;
  onChange: (text: string) => void;
}

function SlotField({ slot, value, error, onChange }: SlotProps) {
  const { name, type, choices = [], description, min, max } = slot;
  const fallback = slot.default === undefined ? '' : String(slot.default);
  const shared = { label: name.replaceAll('_', ' '), value, error, onChange };
  const bounds = [min === undefined ? '' : `from ${min}`, max === undefined ? '' : `to ${max}`]
    .join(' ')
    .trim();
  const hint = [description, bounds].filter((text) => text !== undefined && text !== '').join(' · ');
  const hinted = hint === '' ? {} : { hint };
  if (type === 'choice') {
    const none = { value: '', label: fallback === '' ? 'Choose one' : `${fallback} (unless chosen)` };
    return (
      <Select
        {...shared}
        {...hinted}
        choices={[none, ...choices.map((one) => ({ value: one, label: one }))]}
      />
    );
  }
  return (
    <TextField
      {...shared}
      {...hinted}
      placeholder={fallback}
      inputMode={type === 'number' ? 'decimal' : 'text'}
    />
  );
}

/** Empty ones are left out: their default stands. */
function valuesFor(slots: readonly TemplateSlot[], values: Readonly<Record<string, string>>) {
  const given: Record<string, string | number> = {};
  for (const { name, type } of slots) {
    const text = values[name] ?? '';
    if (text.trim() === '') continue;
    given[name] = type === 'number' ? (numberOf(text) ?? text) : text;
  }
  return given;
}
