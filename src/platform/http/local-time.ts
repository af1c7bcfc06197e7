/** Local time without a zone and with microseconds, as Python's `datetime.now().isoformat()` writes it. */
export function localIsoTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${date}T${time}.${String(at.getMilliseconds()).padStart(3, '0')}000`;
}
