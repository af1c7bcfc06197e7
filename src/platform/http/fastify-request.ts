/** What our hooks add to every request. */
declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the API key's holder; `local` where no keys are set, empty on open routes without a key. */
    owner: string;
    /** Id of the job or batch that the request made, for its line in the log. */
    madeId: string;
  }
}

/** The owner of everything where no API keys are set. */
export const LOCAL_OWNER = 'local';
