import { type ProtoField, ProtobufError, type ProtobufReader } from './protobuf-reader.js';

/** An input or output of a graph. A size is undefined where it is not fixed. */
export interface GraphValue {
  name: string;
  /** As in ONNX: 1 is float32, 7 is int64. */
  elementType: number | undefined;
  dims: readonly (number | undefined)[];
}

/** Weights that lie in another file. */
export interface ExternalData {
  /** Relative to the graph's folder. */
  location: string;
  offset: number;
  /** Undefined: up to the end of the file. */
  length: number | undefined;
}

/** What can be known of a graph without loading it. */
export interface OnnxHead {
  /** Version of the operators of ONNX itself. */
  opset: number | undefined;
  inputs: GraphValue[];
  outputs: GraphValue[];
  external: ExternalData[];
}

type Bytes = Extract<ProtoField, { kind: 'bytes' }>;

/** Numbers of the fields in onnx.proto. */
const MODEL = { graph: 7, opsetImport: 8 };
const OPSET = { domain: 1, version: 2 };
const GRAPH = { initializer: 5, input: 11, output: 12 };
const TENSOR = { externalData: 13 };
const ENTRY = { key: 1, value: 2 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1, shape: 2 };
const SHAPE = { dim: 1 };
const DIM = { value: 1 };

/** Reads the head of an ONNX file. @throws ProtobufError */
export async function readOnnxHead(reader: ProtobufReader): Promise<OnnxHead> {
  const head: OnnxHead = { opset: undefined, inputs: [], outputs: [], external: [] };
  let hasGraph = false;
  for await (const field of reader.fields(0, reader.size)) {
    if (field.kind === 'number') continue;
    if (field.number === MODEL.opsetImport) await readOpset(reader, field, head);
    if (field.number !== MODEL.graph) continue;
    hasGraph = true;
    await readGraph(reader, field, head);
  }
  if (!hasGraph) throw new ProtobufError('is no ONNX graph');
  return head;
}

async function readOpset(reader: ProtobufReader, { start, end }: Bytes, head: OnnxHead): Promise<void> {
  let domain = '';
  let version: number | undefined;
  for await (const field of reader.fields(start, end)) {
    if (field.number === OPSET.domain && field.kind === 'bytes') domain = await reader.text(field);
    if (field.number === OPSET.version && field.kind === 'number') version = field.value;
  }
  if (domain === '' || domain === 'ai.onnx') head.opset = version;
}

async function readGraph(reader: ProtobufReader, { start, end }: Bytes, head: OnnxHead): Promise<void> {
  for await (const field of reader.fields(start, end)) {
    if (field.kind === 'number') continue;
    if (field.number === GRAPH.input) head.inputs.push(await readValue(reader, field));
    if (field.number === GRAPH.output) head.outputs.push(await readValue(reader, field));
    if (field.number !== GRAPH.initializer) continue;
    const external = await readExternal(reader, field);
    if (external !== undefined) head.external.push(external);
  }
}

async function readExternal(
  reader: ProtobufReader,
  { start, end }: Bytes,
): Promise<ExternalData | undefined> {
  const entries = new Map<string, string>();
  for await (const field of reader.fields(start, end)) {
    if (field.number !== TENSOR.externalData || field.kind !== 'bytes') continue;
    let [key, value] = ['', ''];
    for await (const part of reader.fields(field.start, field.end)) {
      if (part.kind === 'bytes' && part.number === ENTRY.key) key = await reader.text(part);
      if (part.kind === 'bytes' && part.number === ENTRY.value) value = await reader.text(part);
    }
    entries.set(key, value);
  }
  const location = entries.get('location');
  if (location === undefined) return undefined;
  const length = entries.get('length');
  return {
    location,
    offset: Number(entries.get('offset') ?? 0),
    length: length === undefined ? undefined : Number(length),
  };
}

async function readValue(reader: ProtobufReader, { start, end }: Bytes): Promise<GraphValue> {
  const value: GraphValue = { name: '', elementType: undefined, dims: [] };
  for await (const field of reader.fields(start, end)) {
    if (field.kind === 'number') continue;
    if (field.number === VALUE.name) value.name = await reader.text(field);
    if (field.number !== VALUE.type) continue;
    for await (const type of reader.fields(field.start, field.end)) {
      if (type.number === TYPE.tensor && type.kind === 'bytes') await readTensorType(reader, type, value);
    }
  }
  return value;
}

async function readTensorType(
  reader: ProtobufReader,
  { start, end }: Bytes,
  value: GraphValue,
): Promise<void> {
  for await (const field of reader.fields(start, end)) {
    if (field.number === TENSOR_TYPE.elementType && field.kind === 'number') value.elementType = field.value;
    if (field.number !== TENSOR_TYPE.shape || field.kind !== 'bytes') continue;
    const dims: (number | undefined)[] = [];
    for await (const dim of reader.fields(field.start, field.end)) {
      if (dim.number !== SHAPE.dim || dim.kind !== 'bytes') continue;
      let size: number | undefined;
      for await (const part of reader.fields(dim.start, dim.end))
        if (part.number === DIM.value && part.kind === 'number') size = part.value;
      dims.push(size);
    }
    value.dims = dims;
  }
}
