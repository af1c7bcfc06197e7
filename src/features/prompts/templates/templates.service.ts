import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { Clock } from '../../../kernel/clock.js';
import { DomainError, type FieldProblem } from '../../../kernel/errors.js';
import { type AppliedTemplate, applyTemplate, type TemplateInput } from './apply-template.js';
import { SHIPPED_TEMPLATES } from './shipped-templates.js';
import {
  MOST_TEMPLATES,
  type Template,
  type TemplateContent,
  templateContentSchema,
  type TemplateRecord,
} from './template.schema.js';
import { newTemplateId, TemplateStore } from './template-store.js';

/** Named texts with slots, of an owner and those that ship with the project. */
@Injectable()
export class TemplatesService {
  /** Changes are made one after another: each looks at what is there before it writes. */
  readonly #oneByOne = pLimit(1);

  constructor(
    private readonly store: TemplateStore,
    private readonly clock: Clock,
  ) {}

  /** Own ones first, oldest first, then those that ship with the project. */
  async list(owner: string): Promise<Template[]> {
    return [...(await this.store.list(owner)).map(toTemplate), ...SHIPPED_TEMPLATES];
  }

  /** @throws DomainError template_not_found */
  async get(owner: string, id: string): Promise<Template> {
    const shipped = SHIPPED_TEMPLATES.find((template) => template.id === id);
    return shipped ?? toTemplate(await this.#own(owner, id));
  }

  /**
   * @param content from outside
   * @throws DomainError invalid_request, conflict (name in use, too many), storage_full
   */
  async create(owner: string, content: unknown): Promise<Template> {
    const parsed = parseContent(content);
    return this.#oneByOne(async () => {
      if ((await this.store.count(owner)) >= MOST_TEMPLATES) {
        throw new DomainError('conflict', `There are ${MOST_TEMPLATES} templates already; delete one first`);
      }
      await this.#refuseUsedName(owner, parsed.name);
      const now = this.clock.now();
      return this.#write({
        id: newTemplateId(),
        owner,
        revision: 1,
        createdAt: now,
        updatedAt: now,
        content: parsed,
      });
    });
  }

  /**
   * Replaces the whole content.
   * @param revision that the change was made of
   * @throws DomainError invalid_request, template_not_found, conflict (changed meanwhile, shipped, name in use)
   */
  async update(owner: string, id: string, revision: number, content: unknown): Promise<Template> {
    const parsed = parseContent(content);
    return this.#oneByOne(async () => {
      const old = await this.#changeable(owner, id, revision);
      await this.#refuseUsedName(owner, parsed.name, id);
      return this.#write({
        ...old,
        revision: old.revision + 1,
        updatedAt: this.clock.now(),
        content: parsed,
      });
    });
  }

  /** @param revision checked where it is given @throws DomainError template_not_found, conflict */
  async delete(owner: string, id: string, revision?: number): Promise<void> {
    return this.#oneByOne(async () => this.store.remove(await this.#changeable(owner, id, revision)));
  }

  /**
   * A prompt made of a template. Values are put in as they are.
   * @param nameOrId upper and lower case of names are alike
   * @throws DomainError template_not_found, invalid_request with a problem for each slot
   */
  async apply(owner: string, nameOrId: string, input: TemplateInput): Promise<AppliedTemplate> {
    return applyTemplate(await this.#named(owner, nameOrId), input);
  }

  async #named(owner: string, nameOrId: string): Promise<Template> {
    const wanted = folded(nameOrId);
    const all = await this.list(owner);
    const found = all.find(({ id }) => id === nameOrId) ?? all.find(({ name }) => folded(name) === wanted);
    return found ?? notFound();
  }

  async #own(owner: string, id: string): Promise<TemplateRecord> {
    return (await this.store.find(owner, id)) ?? notFound();
  }

  async #changeable(owner: string, id: string, revision: number | undefined): Promise<TemplateRecord> {
    if (SHIPPED_TEMPLATES.some((template) => template.id === id)) {
      throw new DomainError(
        'conflict',
        'Templates that ship with the project cannot be changed; make your own',
      );
    }
    const record = await this.#own(owner, id);
    if (revision !== undefined && revision !== record.revision) {
      throw new DomainError(
        'conflict',
        `The template was changed meanwhile: it is at revision ${record.revision}`,
      );
    }
    return record;
  }

  async #refuseUsedName(owner: string, name: string, exceptId?: string): Promise<void> {
    const isUsed = (await this.list(owner)).some(
      (template) => template.id !== exceptId && folded(template.name) === folded(name),
    );
    if (isUsed) throw new DomainError('conflict', 'There is another template with this name');
  }

  async #write(record: TemplateRecord): Promise<Template> {
    await this.store.write(record);
    return toTemplate(record);
  }
}

function folded(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

function notFound(): never {
  throw new DomainError('template_not_found', 'There is no template with this name or id');
}

function toTemplate({ id, revision, createdAt, updatedAt, content }: TemplateRecord): Template {
  return { ...content, id, revision, createdAt, updatedAt, isShipped: false };
}

function parseContent(content: unknown): TemplateContent {
  const parsed = templateContentSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems: FieldProblem[] = parsed.error.issues
    .slice(0, 20)
    .map(({ path, message }) => ({ path: path.length === 0 ? 'body' : path.join('.'), message }));
  throw new DomainError(
    'invalid_request',
    problems.map(({ path, message }) => `${path}: ${message}`).join('; '),
    { problems },
  );
}
