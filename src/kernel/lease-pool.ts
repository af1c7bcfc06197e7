import type { DeviceDescription } from './device.js';

/** The exclusive right to one slot of a device. Released once, on whatever path; also by `using`. */
export class Lease implements Disposable {
  #released = false;
  #isOffered = false;

  constructor(
    readonly device: DeviceDescription,
    private readonly slot: { release: () => void; offer: (isOffered: boolean) => void },
  ) {}

  /**
   * While it is offered, another may take a lease of the same slot although this one is not given back: for devices
   * with a queue of their own, whose next job is to be there when this one ends.
   */
  offer(isOffered: boolean): void {
    if (this.#released || this.#isOffered === isOffered) return;
    this.#isOffered = isOffered;
    this.slot.offer(isOffered);
  }

  release(): void {
    if (this.#released) return;
    this.offer(false);
    this.#released = true;
    this.slot.release();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

interface Slot {
  device: DeviceDescription;
  used: number;
  /** Of those, how many another may have besides. */
  offered: number;
  /** How many leases there may be now. */
  slots: () => number;
}

/** Named devices with a number of slots each. Knows who is free, not who is healthy. */
export class LeasePool {
  readonly #slots = new Map<string, Slot>();

  /**
   * @param concurrency jobs at once on one device, at least 1
   * @param onFree called after each release and each offer
   */
  constructor(
    private readonly concurrency: number,
    private readonly onFree: (device: DeviceDescription) => void,
  ) {
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new RangeError(`concurrency must be a whole number from 1, not ${concurrency}`);
    }
  }

  /** @param slots where a device has a number of its own, which may change */
  add(device: DeviceDescription, slots = () => this.concurrency): void {
    if (this.#slots.has(device.name))
      throw new RangeError(`there are two devices with the name ${device.name}`);
    this.#slots.set(device.name, { device, used: 0, offered: 0, slots });
  }

  isFree(name: string): boolean {
    const slot = this.#slots.get(name);
    return slot !== undefined && hasRoom(slot);
  }

  /** Slots of all devices together. */
  get size(): number {
    return [...this.#slots.values()].reduce((sum, { slots }) => sum + slots(), 0);
  }

  /** Slots that are taken. */
  used(name: string): number {
    return this.#slots.get(name)?.used ?? 0;
  }

  /** Undefined if the device has no free slot. */
  tryAcquire(name: string): Lease | undefined {
    const slot = this.#slots.get(name);
    if (slot === undefined || !hasRoom(slot)) return undefined;
    slot.used += 1;
    return new Lease(slot.device, {
      release: () => {
        slot.used -= 1;
        this.onFree(slot.device);
      },
      offer: (isOffered) => {
        slot.offered += isOffered ? 1 : -1;
        if (isOffered) this.onFree(slot.device);
      },
    });
  }
}

function hasRoom({ used, offered, slots }: Slot): boolean {
  return used - offered < slots();
}
