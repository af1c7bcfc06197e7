import './field.css';
import './select.css';
import type { ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Button, Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';

export interface Choice {
  /** Unique among the choices; may be empty for "none of them". */
  value: string;
  label: string;
}

interface Props {
  label: ReactNode;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  hint?: ReactNode;
  isDisabled?: boolean;
  className?: string;
}

/** Ids of items may not be empty. */
const toKey = (value: string) => `=${value}`;

/** One of several; opens with a click or the arrow keys, and finds what is typed. */
export function Select({ label, choices, value, onChange, error, hint, isDisabled, className }: Props) {
  return (
    <AriaSelect
      className={className === undefined ? 'field' : `field ${className}`}
      value={toKey(value)}
      onChange={(key) => onChange(String(key).slice(1))}
      isInvalid={error !== undefined}
      isDisabled={isDisabled ?? false}
      validationBehavior="aria"
    >
      <Label className="field__label">{label}</Label>
      <Button className="field__input select__button">
        <SelectValue className="select__value" />
        <span aria-hidden="true" className="select__arrow" />
      </Button>
      <FieldError className="field__error" elementType="p">
        {error}
      </FieldError>
      {hint !== undefined && (
        <Text slot="description" elementType="p" className="field__hint">
          {hint}
        </Text>
      )}
      <Popover className="popover">
        <ListBox className="select__list">
          {choices.map((choice) => (
            <ListBoxItem
              key={choice.value}
              id={toKey(choice.value)}
              textValue={choice.label}
              className="select__item"
            >
              {choice.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
