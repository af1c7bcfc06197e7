import './field.css';
import type { ClipboardEvent, ReactNode } from 'react';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';

interface Props {
  label: ReactNode;
  /** Read out instead of a label that is not plain text, or that is not to be seen. */
  'aria-label'?: string;
  value: string;
  onChange: (value: string) => void;
  /** What the server, or a first look, says is wrong with it. */
  error?: string | undefined;
  hint?: ReactNode;
  placeholder?: string | undefined;
  /** With it the field takes several lines. */
  rows?: number | undefined;
  type?: 'text' | 'password' | 'search';
  inputMode?: 'text' | 'decimal' | 'numeric' | 'search';
  autoFocus?: boolean;
  isRequired?: boolean;
  isReadOnly?: boolean;
  maxLength?: number;
  className?: string;
  onPaste?: (event: ClipboardEvent<HTMLTextAreaElement | HTMLInputElement>) => void;
}

/** One line or several, with its label, a hint, and what is wrong with it; all of them tied together for readers. */
export function TextField({ label, error, hint, rows, placeholder, onPaste, className, ...rest }: Props) {
  const input = {
    className: 'field__input',
    autoComplete: 'off',
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(onPaste === undefined ? {} : { onPaste }),
  };
  return (
    <AriaTextField
      {...rest}
      className={className === undefined ? 'field' : `field ${className}`}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Label className="field__label">{label}</Label>
      {rows === undefined ? <Input {...input} /> : <TextArea {...input} rows={rows} />}
      <FieldError className="field__error" elementType="p">
        {error}
      </FieldError>
      {hint !== undefined && (
        <Text slot="description" elementType="p" className="field__hint">
          {hint}
        </Text>
      )}
    </AriaTextField>
  );
}
