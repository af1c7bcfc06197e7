import { describe, expect, it } from 'vitest';
import { compiledModule } from './compiled-module.js';

describe('compiledModule', () => {
  it('stays in the folder of a compiled caller', () => {
    expect(compiledModule('file:///opt/src/app/dist/features/a.js', './w.js')).toBe(
      '/opt/src/app/dist/features/w.js',
    );
  });

  it('goes from the sources to the build', () => {
    expect(compiledModule('file:///home/src/app/src/features/a.ts', './w.js')).toBe(
      '/home/src/app/dist/features/w.js',
    );
  });
});
