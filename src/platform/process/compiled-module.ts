import { fileURLToPath } from 'node:url';

/**
 * The path of a compiled worker module that lies beside the calling module. Child processes run plain JavaScript; a
 * caller that itself runs from the TypeScript sources gets the module from the build in `dist/`.
 * @param callerUrl `import.meta.url` of the caller
 */
export function compiledModule(callerUrl: string, fileName: string): string {
  const path = fileURLToPath(new URL(fileName, callerUrl));
  return callerUrl.endsWith('.ts') ? path.replace(/([\\/])src([\\/])(?!.*[\\/]src[\\/])/, '$1dist$2') : path;
}
