const OPEN = new Set([
  '/',
  '/health',
  '/api/health',
  '/docs',
  '/docs/:file',
  '/openapi.json',
  '/static/*',
  '/static/assets/:file',
  '/static/frontend_examples/:file',
  '/static/videos/:job/:file',
  '/static/videos/:batch/:job/:file',
]);

/** Routes, by pattern, that need no API key. */
export function isOpenRoute(pattern: string): boolean {
  return OPEN.has(pattern);
}
