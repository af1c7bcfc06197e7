/** Routes that are polled: worth a line only to somebody who debugs. */
const POLLED = new Set([
  '/health',
  '/api/health',
  '/metrics',
  '/api/video/status/:job_id',
  '/api/video/status/:batch_id/:job_name',
  '/api/video/batch_status/:batch_id',
  '/api/jobs',
  '/api/jobs/:id',
  '/api/batches/:id',
  '/api/devices',
  '/api/v1/job/:id',
  '/queue/status',
  '/status/:task_id',
  '/static/*',
  '/static/videos/:batch/:job/:file',
]);

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @param route the pattern of the route */
export function levelOfRequest(
  method: string,
  route: string,
  status: number,
): 'debug' | 'info' | 'warn' | 'error' {
  if (status >= 500) return status === 503 ? 'warn' : 'error';
  if (READING.has(method) && POLLED.has(route)) return 'debug';
  return 'info';
}
