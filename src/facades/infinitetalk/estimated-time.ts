/** Seconds as people read them: `40 seconds`, `3 minutes`, `1h 5m`. */
export function estimatedTime(seconds: number): string {
  if (seconds < 60) return counted(Math.max(1, Math.ceil(seconds)), 'second');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return counted(minutes, 'minute');
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
