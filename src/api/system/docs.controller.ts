import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../kernel/errors.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { OpenApiService } from '../openapi/openapi.service.js';

/** What of Swagger UI's package the page needs; nothing else of it is served. */
const ASSETS = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);

const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; " +
  "frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Reelsmith API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: false });\n`;

/** The description of the HTTP interface, for machines and for people. */
@Controller()
export class DocsController {
  constructor(private readonly openApi: OpenApiService) {}

  @Get('openapi.json')
  @Operation({ tag: 'system', summary: 'This document', open: true, file: 'application/json' })
  async document(@Res() reply: FastifyReply): Promise<void> {
    void reply.type('application/json; charset=utf-8').send(await this.openApi.json());
  }

  @Get('docs')
  @Operation({ tag: 'system', summary: 'This document, for people', open: true, file: 'text/html' })
  page(@Res() reply: FastifyReply): void {
    void reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(PAGE);
  }

  @Get('docs/:file')
  @Operation({
    tag: 'system',
    summary: 'Parts of that page',
    open: true,
    file: 'application/octet-stream',
    alsoAnswers: [206, 304],
    errors: ['not_found', 'range_not_satisfiable'],
  })
  asset(@Param('file') file: string, @Res() reply: FastifyReply): void {
    if (file === 'start.js') {
      void reply.type('text/javascript; charset=utf-8').send(START);
      return;
    }
    if (!ASSETS.has(file)) throw new DomainError('not_found', 'There is nothing at this address');
    void reply.sendFile(file, swaggerUiFolder());
  }
}

/** Swagger UI comes with Nest's Swagger package, from whose place it is looked for. */
function swaggerUiFolder(): string {
  const here = createRequire(import.meta.url);
  return dirname(createRequire(here.resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json'));
}
