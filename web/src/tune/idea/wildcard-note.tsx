import { handPrompts } from '../../draft/draft-store.js';
import { hasWildcard } from '../../draft/wildcards.js';
import { pathOf, useGoTo } from '../../shell/route.js';
import { Button } from '../../ui/button.js';

/** Choices in braces are not for the agent: a batch expands them. */
export function WildcardNote({ text }: { text: string }) {
  const goTo = useGoTo();
  if (!hasWildcard(text)) return null;
  return (
    <p className="note">
      <code>{'{a|b}'}</code> is a wildcard: a batch makes one video for each choice. The agent reads it as
      words.{' '}
      <Button
        variant="plain"
        onPress={() => {
          handPrompts([{ text }]);
          goTo(pathOf('run'));
        }}
      >
        Take it to Run as it is
      </Button>
    </p>
  );
}
