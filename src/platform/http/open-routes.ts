const OPEN = new Set([
  '/',
  '/health',
  '/api/health',
  '/docs',
  '/docs/:file',
  '/openapi.json',
  '/static/*',
  '/static/videos/:job/:file',
  '/static/videos/:batch/:job/:file',
]);

/** Routes, by pattern, that need no API key. */
export function isOpenRoute(pattern: string): boolean {
  return OPEN.has(pattern);
}
