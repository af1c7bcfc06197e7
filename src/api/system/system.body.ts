import { Field } from '../../platform/http/openapi/describe.js';

export class WelcomeBody {
  @Field({ type: String }) message: string;
  @Field({ type: String }) version: string;
  @Field({ type: String }) status: string;
  @Field({ type: Object, description: 'Where to go on' }) endpoints: Record<string, string>;
}

export class HealthBody {
  @Field({ type: String, enum: ['ok'] }) status: 'ok';
  @Field({ type: String, description: 'Local time without a zone, as the original server writes it' })
  timestamp: string;
  @Field({ type: String }) version: string;
  @Field({ type: String }) service: string;
  @Field({ type: Boolean, description: 'Records are still being read' }) recovering: boolean;
  @Field({ type: Boolean, description: 'No new work is taken' }) shutting_down: boolean;
  @Field({ type: 'integer', description: 'Jobs that wait' }) queue_size: number;
  @Field({ type: 'integer', description: 'Jobs that run' }) active_tasks: number;
  @Field({ type: 'integer' }) devices_total: number;
  @Field({ type: 'integer', description: 'Devices that can take a job now or when their job ends' })
  devices_available: number;
  @Field({ type: Boolean }) gpu_available: boolean;
  @Field({ type: 'integer' }) gpu_count: number;
}
