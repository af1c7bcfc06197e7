import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { JobsService } from '../../features/jobs/index.js';
import { Clock } from '../../kernel/clock.js';
import { parseJobId } from '../../kernel/ids.js';
import { EventBus, type PortalEvent } from '../../platform/events/event-bus.js';
import { type ClientSocket, SocketRoutes } from '../../platform/http/sockets/index.js';
import { TalkQueue } from './talk-queue.service.js';
import { frameOf, TalkRoom } from './talk-room.js';

/** `/ws`: every listener is in the room of its owner, and hears of nobody else's requests. */
@Injectable()
export class TalkRooms implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger(TalkRooms.name);
  readonly #rooms = new Map<string, TalkRoom>();
  #changes: Subscription | undefined;

  constructor(
    private readonly sockets: SocketRoutes,
    private readonly bus: EventBus,
    private readonly jobs: JobsService,
    private readonly queue: TalkQueue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sockets.register('/ws', (socket, { owner }) => this.#enter(socket, owner));
    this.#changes = this.bus.events.subscribe((event) => this.#pass(event));
  }

  onModuleDestroy(): void {
    this.#changes?.unsubscribe();
    this.#rooms.clear();
  }

  #enter(socket: ClientSocket, owner: string): void {
    const room = this.#rooms.get(owner) ?? this.#open(owner);
    socket.onText((text) => socket.send(frameOf('pong', text)));
    socket.onClose(() => {
      room.leave(socket);
      if (room.isEmpty && this.#rooms.get(owner) === room) this.#rooms.delete(owner);
    });
    room.enter(socket);
  }

  #open(owner: string): TalkRoom {
    const room = new TalkRoom({
      find: (id) => this.jobs.find(id, owner),
      queue: () => this.queue.body(owner),
      fail: (error) => this.#logger.error({ err: error }, 'a change could not be told'),
      now: () => this.clock.now(),
    });
    this.#rooms.set(owner, room);
    return room;
  }

  #pass(event: PortalEvent): void {
    if (event.type !== 'job') return;
    const room = this.#rooms.get(event.owner);
    const id = room && parseJobId(event.id);
    if (id !== undefined) room?.changed(id);
  }
}
