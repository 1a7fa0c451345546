import { CHANNELS, type Channel } from '../domain/channel';

export const ADDRESS_KINDS = ['phone', 'email', 'postal'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

export type Address = {
  id: string;
  kind: AddressKind;
  status: 'usable' | 'dead' | 'wrong';
  optedOut: Channel[];
};

/** Paper at the door and a visit go to the room itself. */
const KIND_FOR: Record<Channel, AddressKind | null> = {
  sms: 'phone',
  wechat: 'phone',
  call: 'phone',
  email: 'email',
  mail: 'postal',
  post: null,
  visit: null,
};

/** How those who are liable can be reached: addresses in the order in which they are taken, and the room if there is one. */
export class ContactData {
  readonly addresses: Address[];

  constructor(
    addresses: readonly (Pick<Address, 'id' | 'kind'> & Partial<Address>)[],
    private hasRoom = true,
  ) {
    this.addresses = addresses.map((address) => ({ status: 'usable', optedOut: [], ...address }));
  }

  find(id: string): Address | null {
    return this.addresses.find((address) => address.id === id) ?? null;
  }

  add(id: string, kind: AddressKind): void {
    this.addresses.push({ id, kind, status: 'usable', optedOut: [] });
  }

  setRoom(hasRoom: boolean): void {
    this.hasRoom = hasRoom;
  }

  /** The address that the channel would take; `null` is the room itself, `undefined` that there is none. */
  addressFor(channel: Channel): string | null | undefined {
    const kind = KIND_FOR[channel];
    const own = this.usable(channel)[0]?.id;
    if (kind === null) return this.hasRoom ? null : undefined;
    if (own !== undefined) return own;
    return channel === 'mail' && this.hasRoom ? null : undefined;
  }

  /** In the order of the closed set, as a case's facts have them. */
  channels(): Channel[] {
    return CHANNELS.filter((channel) => this.addressFor(channel) !== undefined);
  }

  /** The numbers that may be called. */
  phones(): string[] {
    return this.usable('call').map(({ id }) => id);
  }

  hasPostal(): boolean {
    return this.usable('mail').length > 0;
  }

  private usable(channel: Channel): Address[] {
    return this.addresses.filter(
      ({ kind, status, optedOut }) =>
        kind === KIND_FOR[channel] && status === 'usable' && !optedOut.includes(channel),
    );
  }
}
