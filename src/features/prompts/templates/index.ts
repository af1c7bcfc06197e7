export type { AppliedTemplate, TemplateInput } from './apply-template.js';
export {
  LONGEST_NAME,
  LONGEST_TEMPLATE,
  MOST_TEMPLATES,
  type Slot,
  type Template,
} from './template.schema.js';
export { TemplateStore } from './template-store.js';
export { TemplatesService } from './templates.service.js';
