import { z } from 'zod';

/** The forms that settings take, read from text. Times are seconds in the environment. */

export const seconds = (fallback: number) => z.coerce.number().int().min(0).max(31_536_000).default(fallback);

export const count = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true' || value === '1');

export const optionalPositive = z.coerce.number().positive().optional();

export const list = (fallback = '') =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    );

/** Without the slash at the end; credentials belong into a key of their own, not into an address. */
export const httpUrl = z.string().transform((text, ctx) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    ctx.addIssue({ code: 'custom', message: 'wants http:// or https:// addresses without user or password' });
    return z.NEVER;
  }
  return text.replace(/\/+$/, '');
});

export const urls = list().pipe(z.array(httpUrl).max(64));
