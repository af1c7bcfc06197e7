import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

/** Text on background, as the styles pair them. */
const TEXT_PAIRS = [
  ['text', 'page'],
  ['text', 'surface'],
  ['text', 'sunken'],
  ['text', 'accent-soft'],
  ['text-quiet', 'page'],
  ['text-quiet', 'surface'],
  ['text-quiet', 'sunken'],
  ['on-stage', 'stage'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['accent', 'surface'],
  ['accent', 'page'],
  ['accent', 'accent-soft'],
  ['accent', 'sunken'],
  ['ok', 'ok-soft'],
  ['warn', 'warn-soft'],
  ['bad', 'bad-soft'],
  ['bad', 'surface'],
] as const;

function colour(theme: string, name: string): string {
  const value = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)?.[1];
  if (value === undefined) throw new Error(`There is no colour --${name}`);
  return value;
}

/** As WCAG 2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s colours', (_name, theme) => {
  it.each(TEXT_PAIRS)('keep %s readable on %s (WCAG AA)', (text, background) => {
    expect(contrast(colour(theme, text), colour(theme, background))).toBeGreaterThanOrEqual(4.5);
  });

  it('keep the outline of a field visible', () => {
    expect(contrast(colour(theme, 'field-line'), colour(theme, 'surface'))).toBeGreaterThanOrEqual(3);
  });
});
