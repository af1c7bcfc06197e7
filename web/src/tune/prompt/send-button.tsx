import { pathOf, useGoTo } from '../../shell/route.js';
import { Button, type ButtonVariant } from '../../ui/button.js';
import { toast } from '../../ui/toasts.js';
import { count } from '../../text/format.js';
import { useTuneDraft } from '../store/tune-store.js';
import { type SentPrompt, sendToRun } from './to-run.js';

interface Props {
  sessionId: string | undefined;
  prompts: readonly SentPrompt[];
  label: string;
  variant?: ButtonVariant;
}

/** Adds prompts to the batch that is being written, and shows it. */
export function SendButton({ sessionId, prompts, label, variant = 'primary' }: Props) {
  const [draft] = useTuneDraft();
  const goTo = useGoTo();
  return (
    <Button
      variant={variant}
      isDisabled={prompts.length === 0}
      onPress={() => {
        sendToRun(sessionId, prompts, draft.negative);
        toast(`${count(prompts.length, 'prompt')} added to the batch.`);
        goTo(pathOf('run'));
      }}
    >
      {label}
    </Button>
  );
}
