// Exits with 0 if this machine's server answers on its (first) port. For containers.
const port = (process.env.PORT ?? '8000').split(',')[0].trim();
try {
  const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(4000) });
  if (!response.ok) throw new Error(`/health answered ${response.status}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
