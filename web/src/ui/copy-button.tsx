import { copyText } from '../text/copy-text.js';
import { Button, type ButtonVariant } from './button.js';
import { toast } from './toasts.js';

interface Props {
  /** Made when it is asked for. */
  text: string | (() => string);
  /** `the prompt`: in the label and the message. */
  what: string;
  label?: string;
  variant?: ButtonVariant;
}

export function CopyButton({ text, what, label = 'Copy', variant = 'default' }: Props) {
  const copy = async () => {
    const isDone = await copyText(typeof text === 'string' ? text : text());
    if (isDone) toast(`Copied ${what}.`);
    else toast(`This browser did not let the page copy ${what}. Select it and copy it by hand.`, 'bad');
  };
  return (
    <Button variant={variant} onPress={() => void copy()}>
      {label}
      <span className="visually-hidden"> {what}</span>
    </Button>
  );
}
