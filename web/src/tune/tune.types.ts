import type { components } from '../api/schema.js';

type Schemas = components['schemas'];

export type Session = Schemas['SessionBody'];
export type Revision = Schemas['RevisionBody'];
export type PromptState = Schemas['PromptStateBody'];
export type Enhancement = Schemas['EnhanceBody'];
export type Variation = Schemas['VariationBody'];
export type Details = Schemas['PromptParameters'];
export type PromptFields = Schemas['PromptFieldsBody'];
export type Template = Schemas['TemplateBody'];
export type TemplateSlot = Schemas['TemplateSlotBody'];
export type Rendering = Schemas['RenderBody'];
export type SessionSummary = Schemas['SessionSummaryBody'];
