/** Why a model could not be downloaded, in words for whoever asked for it. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
