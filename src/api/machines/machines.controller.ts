import { Controller, Get } from '@nestjs/common';
import { EnginesService } from '../../features/engines/index.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { DeviceViewService } from './device-view.service.js';
import { DeviceListBody, EngineListBody, toEngineBody } from './machines.body.js';

@Controller('api')
export class MachinesController {
  constructor(
    private readonly engines: EnginesService,
    private readonly devices: DeviceViewService,
  ) {}

  @Get('engines')
  @Operation({ tag: 'machines', summary: 'What each engine can do', answer: EngineListBody })
  listEngines(): EngineListBody {
    return { items: this.engines.list().map(toEngineBody) };
  }

  @Get('devices')
  @Operation({ tag: 'machines', summary: 'Where each device stands', answer: DeviceListBody })
  async listDevices(@Owner() owner: string): Promise<DeviceListBody> {
    return { items: await this.devices.list(owner) };
  }
}
