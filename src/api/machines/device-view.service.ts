import { Injectable } from '@nestjs/common';
import { DevicesService, type DeviceView } from '../../features/devices/index.js';
import { JobsService } from '../../features/jobs/index.js';
import { type DeviceBody, toDeviceBody } from './machines.body.js';

/** Devices as one owner may see them: everybody's load, but only their own jobs. */
@Injectable()
export class DeviceViewService {
  constructor(
    private readonly devices: DevicesService,
    private readonly jobs: JobsService,
  ) {}

  async list(owner: string): Promise<DeviceBody[]> {
    return Promise.all(this.devices.list().map((device) => this.view(device, owner)));
  }

  async find(name: string, owner: string): Promise<DeviceBody | undefined> {
    const device = this.devices.list().find((candidate) => candidate.name === name);
    return device === undefined ? undefined : this.view(device, owner);
  }

  private async view(device: DeviceView, owner: string): Promise<DeviceBody> {
    const found = await Promise.all(device.jobs.map((id) => this.jobs.find(id, owner)));
    return toDeviceBody(
      device,
      found.flatMap((job) => (job === undefined ? [] : [job.request.id])),
    );
  }
}
