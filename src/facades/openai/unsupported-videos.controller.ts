import { Controller, Get, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Operation } from '../../platform/http/openapi/describe.js';
import { closeUnread } from '../../platform/http/form-reading.js';
import { OPENAI_ERRORS } from './error.body.js';
import { unsupported } from './openai-error.js';
import { VideoBody } from './video.body.js';

const FORM = { body: 'form' } as const;

/** Routes of OpenAI that no engine here can serve. They say so, whatever the body is. */
@Controller('v1/videos')
export class UnsupportedVideosController {
  @Post('edits')
  @RouteConfig(FORM)
  @Operation({
    tag: 'openai',
    summary: 'Not supported: edit a video',
    description: 'Always answers 400, whatever is sent.',
    answer: VideoBody,
    errors: ['invalid_request'],
    errorShape: OPENAI_ERRORS,
  })
  edit(@Req() request: FastifyRequest): never {
    return refuse('edit videos; POST /v1/videos/{id}/remix makes one again with another prompt', request);
  }

  @Post('extensions')
  @RouteConfig(FORM)
  @Operation({
    tag: 'openai',
    summary: 'Not supported: extend a video',
    description: 'Always answers 400, whatever is sent.',
    answer: VideoBody,
    errors: ['invalid_request'],
    errorShape: OPENAI_ERRORS,
  })
  extend(@Req() request: FastifyRequest): never {
    return refuse('extend videos', request);
  }

  @Post('characters')
  @RouteConfig(FORM)
  @Operation({
    tag: 'openai',
    summary: 'Not supported: make a character of a video',
    description: 'Always answers 400, whatever is sent.',
    answer: VideoBody,
    errors: ['invalid_request'],
    errorShape: OPENAI_ERRORS,
  })
  createCharacter(@Req() request: FastifyRequest): never {
    return refuse('make characters', request);
  }

  @Get('characters/:character_id')
  @Operation({
    tag: 'openai',
    summary: 'Not supported: look at a character',
    description: 'Always answers 400, whatever is sent.',
    answer: VideoBody,
    errors: ['invalid_request'],
    errorShape: OPENAI_ERRORS,
  })
  getCharacter(@Req() request: FastifyRequest): never {
    return refuse('make characters', request);
  }
}

function refuse(what: string, request: FastifyRequest): never {
  closeUnread(request);
  throw unsupported(`This server cannot ${what}.`);
}
