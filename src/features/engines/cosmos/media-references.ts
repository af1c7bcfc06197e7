import { z } from 'zod';
import { fileBlob } from '../../../platform/storage/index.js';
import type { ConditioningInput, GenerationSpec, InputRole } from '../engine.port.js';
import type { ServerHttp } from '../servers/server-http.port.js';
import { ServerRefusal, type ServerTarget, type SubmitContext } from '../servers/server-protocol.js';
import type { MediaReference } from './request-body.js';

/** The API's own limit for what a body may carry. */
const MAX_INLINE_BYTES = 180_000;
/** The container takes 20 million characters of base64 for an image, and videos of 75 MB. */
const MAX_BYTES: Readonly<Record<InputRole, number>> = {
  image: 15_000_000,
  'last-image': 15_000_000,
  video: 75_000_000,
  audio: 0,
};
const DESCRIPTION = 'input of a generation';

const assetAnswer = z.object({
  assetId: z.string().regex(/^[A-Za-z0-9-]{1,128}$/),
  uploadUrl: z.url({ protocol: /^https?$/ }),
});

export interface UploadedMedia {
  reference: MediaReference;
  /** Ids of the assets that were made for it. */
  assets: string[];
}

/** Small inputs travel in the body; larger ones become assets first, where the API has such. */
export async function uploadMedia(
  http: ServerHttp,
  server: ServerTarget,
  {
    spec,
    context,
    assetsUrl,
  }: { spec: GenerationSpec; context: SubmitContext; assetsUrl: string | undefined },
): Promise<UploadedMedia> {
  const references = new Map<InputRole, string>();
  const assets: string[] = [];
  for (const input of spec.inputs ?? []) {
    if (input.size > MAX_BYTES[input.role]) {
      const limit = MAX_BYTES[input.role] / 1e6;
      throw new ServerRefusal(
        'invalid',
        `Cosmos takes an input of this kind (${input.role}) of at most ${limit} MB.`,
      );
    }
    const file = await fileBlob(context.inputPath(input), input.mediaType);
    if (assetsUrl === undefined || input.size <= MAX_INLINE_BYTES) {
      references.set(input.role, await dataUrl(file, input));
      continue;
    }
    const id = await uploadAsset(http, server, { file, input, assetsUrl, signal: context.signal });
    assets.push(id);
    references.set(input.role, `data:${input.mediaType};asset_id,${id}`);
  }
  return { reference: (role) => references.get(role), assets };
}

async function dataUrl(file: Blob, { mediaType }: ConditioningInput): Promise<string> {
  return `data:${mediaType};base64,${Buffer.from(await file.arrayBuffer()).toString('base64')}`;
}

interface AssetUpload {
  file: Blob;
  input: ConditioningInput;
  assetsUrl: string;
  signal: AbortSignal;
}

async function uploadAsset(
  http: ServerHttp,
  server: ServerTarget,
  { file, input, assetsUrl, signal }: AssetUpload,
): Promise<string> {
  const body = { contentType: input.mediaType, description: DESCRIPTION };
  const { value } = await http.json(server, { method: 'POST', path: assetsUrl, body, signal }, assetAnswer);
  await http.status(server, {
    method: 'PUT',
    path: value.uploadUrl,
    body: new Uint8Array(await file.arrayBuffer()),
    headers: { 'content-type': input.mediaType, 'x-amz-meta-nvcf-asset-description': DESCRIPTION },
    // The address is signed; the key is none of its business.
    sendsKey: false,
    signal,
    timeoutMs: 0,
  });
  return value.assetId;
}
