const WILDCARD = /\{[^{}|]*\|[^{}]*\}/;

/** Choices in braces are not for the agent: a batch expands them. */
export function WildcardNote({ text }: { text: string }) {
  if (!WILDCARD.test(text)) return null;
  return (
    <p className="note">
      <code>{'{a|b}'}</code> is a wildcard: a batch makes one video for each choice. The agent reads it as
      words; take the text to Run as it is.
    </p>
  );
}
