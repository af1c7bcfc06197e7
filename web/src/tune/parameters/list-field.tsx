import { useRef } from 'react';
import { Button } from '../../ui/button.js';
import { labelOf } from '../model/field-form.js';
import { type ControlProps, FieldControl } from './field-control.js';

type Item = Readonly<Record<string, unknown>>;

/** A list of things with parts: subjects, actions, lines of dialogue. */
export function ListField({ label, schema, value, error, onChange }: ControlProps) {
  const items: readonly Item[] = Array.isArray(value) ? (value as readonly Item[]) : [];
  const parts = Object.entries(schema.items?.properties ?? {});
  const list = useRef<HTMLDivElement>(null);
  const replace = (at: number, item: Item) =>
    onChange(items.map((old, index) => (index === at ? item : old)));
  const add = () => {
    onChange([...items, {}]);
    requestAnimationFrame(() => list.current?.lastElementChild?.querySelector('input')?.focus());
  };
  const remove = (at: number) => {
    onChange(items.filter((_, index) => index !== at));
    requestAnimationFrame(() =>
      list.current?.parentElement?.querySelector<HTMLElement>('.list__add')?.focus(),
    );
  };
  return (
    <div className="field" role="group" aria-label={label}>
      <p className="field__label" aria-hidden="true">
        {label}
      </p>
      <div className="list__items" ref={list}>
        {items.map((item, index) => (
          // Items have no names of their own, and keep their places while they are edited.
          <div key={index} className="list__item" role="group" aria-label={`${label} ${index + 1}`}>
            {parts.map(([name, part]) => (
              <FieldControl
                key={name}
                label={labelOf(name)}
                schema={part}
                value={item[name]}
                error={undefined}
                isPart
                onChange={(next) => replace(index, withPart(item, name, next))}
              />
            ))}
            <Button variant="plain" className="list__remove" onPress={() => remove(index)}>
              Remove
              <span className="visually-hidden">
                {' '}
                {label} {index + 1}
              </span>
            </Button>
          </div>
        ))}
      </div>
      {error !== undefined && (
        <p className="field__error" role="alert">
          {error}
        </p>
      )}
      <Button variant="plain" className="list__add" onPress={add}>
        Add
        <span className="visually-hidden"> to {label}</span>
      </Button>
    </div>
  );
}

/** An empty part is left out: nothing is said of it. */
function withPart(item: Item, name: string, value: unknown): Item {
  const rest = Object.fromEntries(Object.entries(item).filter(([known]) => known !== name));
  const isEmpty = value === '' || value === null || value === undefined;
  return isEmpty ? rest : { ...rest, [name]: value };
}
