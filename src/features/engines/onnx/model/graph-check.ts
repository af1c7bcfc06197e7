import { dirname, join, normalize } from 'node:path';
import type { FileSystemPort } from '../../../../platform/storage/file-system.port.js';
import type { Signature, Slot } from './network-signatures.js';
import { type GraphValue, type OnnxHead, readOnnxHead } from './onnx-head.js';
import { ProtobufError, ProtobufReader } from './protobuf-reader.js';

/** Of ONNX Runtime 1.30. */
const MAX_OPSET = 26;
const ELEMENT_TYPES = { float32: 1, int64: 7 } as const;

/**
 * What is wrong with a graph as far as can be seen without loading it: a file that is cut off or something else, an
 * unknown version of the operators, other inputs and outputs than needed, weights that are not all there. Undefined if
 * nothing is.
 * @param file relative to `dir`
 */
export async function graphProblem(
  files: FileSystemPort,
  dir: string,
  { file, signature }: { file: string; signature: Signature },
): Promise<string | undefined> {
  let head: OnnxHead;
  const path = join(dir, file);
  const size = (await files.stat(path))?.size ?? 0;
  const opened = await files.openForReading(path);
  try {
    head = await readOnnxHead(new ProtobufReader(opened, size));
  } catch (error) {
    if (error instanceof ProtobufError) return error.message;
    throw error;
  } finally {
    await opened.close();
  }
  return (
    opsetProblem(head) ??
    namesProblem(head, signature) ??
    shapesProblem(head.inputs, signature.inputs) ??
    shapesProblem(head.outputs, signature.outputs) ??
    (await externalProblem(files, dir, file, head))
  );
}

function opsetProblem({ opset }: OnnxHead): string | undefined {
  if (opset !== undefined && opset <= MAX_OPSET) return undefined;
  return `has operators of version ${opset ?? 'unknown'} (opset); ONNX Runtime knows them up to ${MAX_OPSET}`;
}

function namesProblem({ inputs, outputs }: OnnxHead, signature: Signature): string | undefined {
  const names = (values: readonly { name: string }[]) => values.map(({ name }) => name);
  const isThere = (slots: readonly Slot[], values: readonly GraphValue[]) =>
    slots.every(({ name }) => values.some((value) => value.name === name));
  const isFitting =
    inputs.length === signature.inputs.length &&
    isThere(signature.inputs, inputs) &&
    isThere(signature.outputs, outputs);
  if (isFitting) return undefined;
  const found = `${names(inputs).join(', ')} -> ${names(outputs).join(', ')}`;
  return `has ${found}; needed are ${names(signature.inputs).join(', ')} -> ${names(signature.outputs).join(', ')}`;
}

function shapesProblem(values: readonly GraphValue[], slots: readonly Slot[]): string | undefined {
  for (const { name, type, dims } of slots) {
    const value = values.find((candidate) => candidate.name === name);
    if (value === undefined) continue;
    if (value.elementType !== undefined && value.elementType !== ELEMENT_TYPES[type])
      return `has ${name} of another type than ${type}`;
    // Not every exporter tells the shape of what a graph gives.
    if (value.dims.length === 0) continue;
    const isFitting =
      value.dims.length === dims.length &&
      dims.every((size, at) => size === undefined || value.dims[at] === undefined || value.dims[at] === size);
    if (!isFitting) return `has ${name} ${shown(value.dims)}; needed is ${shown(dims)}`;
  }
  return undefined;
}

function shown(dims: readonly (number | undefined)[]): string {
  return `[${dims.map((size) => size ?? '?').join(', ')}]`;
}

async function externalProblem(
  files: FileSystemPort,
  dir: string,
  file: string,
  { external }: OnnxHead,
): Promise<string | undefined> {
  const needed = new Map<string, number>();
  for (const { location, offset, length } of external)
    needed.set(location, Math.max(needed.get(location) ?? 0, offset + (length ?? 0)));
  for (const [location, bytes] of needed) {
    const name = normalize(join(dirname(file), location));
    if (name.startsWith('..') || location.startsWith('/') || location.includes('\\'))
      return `names weights outside of the model folder: ${location}`;
    const stat = await files.stat(join(dir, name));
    if (stat?.isFile !== true) return `needs the file ${name}, which is missing`;
    if (stat.size < bytes)
      return `needs ${bytes} bytes of the file ${name}, which has ${stat.size}: it is cut off`;
  }
  return undefined;
}
