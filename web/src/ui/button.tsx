import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';

export type ButtonVariant = 'default' | 'primary' | 'plain' | 'icon' | 'danger';

interface Props extends Omit<AriaButtonProps, 'className' | 'style'> {
  variant?: ButtonVariant;
  className?: string;
}

/**
 * A button in the style of the page. `isPending` keeps it focusable and says that it is busy; `onPress` works with
 * mouse, touch and keys alike.
 */
export function Button({ variant = 'default', className = '', ...rest }: Props) {
  const look = variant === 'default' ? 'button' : `button button--${variant}`;
  return <AriaButton {...rest} className={`${look} ${className}`.trim()} />;
}
