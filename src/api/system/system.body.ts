import { Field } from '../../platform/http/openapi/describe.js';

export class GpuInfoBody {
  @Field({ type: Boolean }) available: boolean;
  @Field({ type: Number, description: 'GiB of all GPUs together; 0 where there are none' })
  memory_allocated_gb: number;
  @Field({ type: Number }) memory_free_gb: number;
}

export class WelcomeBody {
  @Field({ type: String }) message: string;
  @Field({ type: String }) version: string;
  @Field({ type: String, enum: ['operational'] }) status: 'operational';
  @Field({ type: [String] }) features: string[];
  @Field({ type: GpuInfoBody }) gpu_info: GpuInfoBody;
  @Field({ type: Object, description: 'Where to go on' }) endpoints: Record<string, string>;
}

class MemoryInfoBody {
  @Field({ type: Number }) allocated: number;
  @Field({ type: Number }) total: number;
  @Field({ type: Number }) free: number;
}

export class HealthBody {
  @Field({
    type: String,
    enum: ['healthy', 'degraded', 'ok'],
    description:
      'At `/api/health` always `ok`. At `/health` degraded while the queue is full, or after five failed jobs in an hour',
  })
  status: 'healthy' | 'degraded' | 'ok';
  @Field({ type: String, description: 'Local time without a zone, as the original server writes it' })
  timestamp: string;
  @Field({ type: String }) version: string;
  @Field({ type: String }) service: string;
  @Field({ type: String, enum: ['all', 'api', 'worker'], description: 'What this process does' })
  role: 'all' | 'api' | 'worker';
  @Field({
    type: String,
    enum: ['unset', 'up', 'down', 'unusable'],
    description: 'Whether Redis can be used; `unset` where one process does everything',
  })
  redis: 'unset' | 'up' | 'down' | 'unusable';
  @Field({ type: Boolean, description: 'Records are still being read' }) recovering: boolean;
  @Field({ type: Boolean, description: 'No new work is taken' }) shutting_down: boolean;
  @Field({ type: 'integer', description: 'Jobs that wait' }) queue_size: number;
  @Field({ type: 'integer', description: 'Jobs that run' }) active_tasks: number;
  @Field({ type: 'integer' }) devices_total: number;
  @Field({ type: 'integer', description: 'Devices that can take a job now or when their job ends' })
  devices_available: number;
  @Field({ type: Boolean }) gpu_available: boolean;
  @Field({ type: 'integer' }) gpu_count: number;
  @Field({ type: MemoryInfoBody, description: 'GiB of all GPUs together; 0 where there are none' })
  memory_info: MemoryInfoBody;
  @Field({ type: Boolean, description: 'The queue takes more jobs' }) queue_health: boolean;
  @Field({ type: 'integer', description: 'Jobs that were submitted in the last hour and failed' })
  recent_failures: number;
  @Field({ type: Boolean, description: 'An engine has its model in memory' }) pipeline_loaded: boolean;
}
