import type { TemplatesService } from '../templates/index.js';
import type { TemplateUse } from '../prompts.types.js';

export interface FilledPrompt {
  prompt: string;
  /** What the template says must not be seen. */
  negative?: string;
}

/** The prompt in its template, where one is named. @throws DomainError template_not_found, invalid_request */
export async function filled(
  templates: TemplatesService,
  owner: string,
  prompt: string,
  { template, slots = {} }: TemplateUse,
): Promise<FilledPrompt> {
  return template === undefined ? { prompt } : templates.apply(owner, template, { prompt, slots });
}
