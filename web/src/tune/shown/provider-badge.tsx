const NAMES: Readonly<Record<string, string>> = {
  builtin: 'by built-in rules',
  openai: 'by the language model',
  user: 'by hand',
};

/** Who wrote something, and whether that was a stand-in. */
export function ProviderBadge({ provider, degraded }: { provider: string; degraded: boolean }) {
  return (
    <>
      <span className="badge">{NAMES[provider] ?? provider}</span>
      {degraded && (
        <span className="badge badge--warn" title="The language model failed or gave too little">
          stand-in for the language model
        </span>
      )}
    </>
  );
}
