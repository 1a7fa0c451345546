import { z } from 'zod';
import { type Client, createClient } from '../../cli/client';
import type { Role } from '../../domain/roles';

export type StaffMember = { id: string; name: string; role: Role; client: Client };

const PEOPLE: readonly { name: string; role: Exclude<Role, 'system' | 'admin'> }[] = [
  { name: '林管家', role: 'agent' },
  { name: '何管家', role: 'agent' },
  { name: '周主管', role: 'supervisor' },
  { name: '吴会计', role: 'finance' },
  { name: '钱工程', role: 'support' },
  { name: '郑经理', role: 'manager' },
  { name: '冯区域', role: 'company' },
  { name: '陈法务', role: 'counsel' },
  { name: '褚律师', role: 'lawyer' },
  { name: '卫审计', role: 'auditor' },
];

const made = z.object({ id: z.uuid() });
const issued = z.object({ token: z.string() });
const me = z.object({ userId: z.uuid() });

/** The people of the demonstration: one of every role, two of them stewards. */
export class Staff {
  private constructor(private readonly members: readonly StaffMember[]) {}

  /** Hired by an administrator of the demonstration's own; whoever made the community has no part in it any more. */
  static async hire(founder: Client, base: string, suffix: string, buildings: string[]): Promise<Staff> {
    const { userId: founderId } = await founder.get('/api/session', me);
    const admin = await hireOne(founder, base, suffix, { name: '蒋管理', role: 'admin' }, 0);
    await admin.client.put(`${base}/users/${founderId}/roles`, z.unknown(), { roles: [] });
    const members: StaffMember[] = [admin];
    for (const [index, person] of PEOPLE.entries()) {
      members.push(await hireOne(admin.client, base, suffix, person, index + 1));
    }
    const stewards = members.filter(({ role }) => role === 'agent');
    for (const [index, building] of buildings.entries()) {
      const steward = stewards[index % stewards.length];
      const standIn = stewards[(index + 1) % stewards.length];
      await admin.client.put(`${base}/stewards/${building}`, z.unknown(), {
        stewardId: steward?.id,
        standInId: standIn?.id,
      });
    }
    return new Staff(members);
  }

  of(role: Role): StaffMember {
    const member = this.members.find((one) => one.role === role);
    if (!member) throw new Error(`nobody is ${role}`);
    return member;
  }

  byId(id: string): StaffMember | undefined {
    return this.members.find((one) => one.id === id);
  }

  /** A colleague who goes along on a visit. */
  companionOf({ id }: StaffMember): StaffMember {
    const companion = this.members.find((one) => one.role === 'agent' && one.id !== id);
    if (!companion) throw new Error('a visit takes two');
    return companion;
  }
}

async function hireOne(
  admin: Client,
  base: string,
  suffix: string,
  { name, role }: { name: string; role: Role },
  number: number,
): Promise<StaffMember> {
  const user = { login: `demo-${suffix}-${role}-${number}`, name, staffNumber: `D${number}`, roles: [role] };
  const { id } = await admin.post(`${base}/users`, made, user);
  const { token } = await admin.post(`${base}/users/${id}/tokens`, issued, { label: 'demo', days: 1 });
  return { id, name, role, client: createClient({ url: admin.url, token }) };
}
