import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { receivedSchema } from '../../api/payments';
import { acceptedSchema } from '../../api/schemas/case';
import { refusalSchema } from '../../api/schemas/refusal';
import { taskRowSchema } from '../../api/schemas/task';
import type { StaffCommand } from '../../cases/commands';
import type { FinishInput, StartInput } from '../../cases/task-input';
import type { Fen } from '../../domain/money';
import type { Role } from '../../domain/roles';
import { PassingError, UserError } from '../../errors';
import type { DemoClock } from './clock';
import { photo } from './photo';
import type { Staff, StaffMember } from './staff';

export type TaskRow = z.infer<typeof taskRowSchema>;
export type Shown = 'content' | 'sealing' | 'door' | 'signature';

const ATTEMPTS = 5;
const done = z.unknown();
const finished = z.object({
  handedOver: z.array(z.object({ state: z.string(), why: refusalSchema.nullable() })),
});

/** What staff do through the API: each act by whoever's work it is, by that person's own token. */
export class Desk {
  private photos = 0;

  constructor(
    private readonly staff: Staff,
    private readonly base: string,
    readonly clock: DemoClock,
    readonly say: (room: string, zh: string, en: string) => void,
  ) {}

  nameOf(role: Role): string {
    return this.staff.of(role).name;
  }

  /** Whoever the task is given to; where nobody is, the role's. */
  memberFor(task: TaskRow): StaffMember {
    return (task.assigneeId && this.staff.byId(task.assigneeId)) || this.staff.of(task.role as Role);
  }

  async openTasks(): Promise<TaskRow[]> {
    const list = z.object({ items: z.array(taskRowSchema) });
    const { items } = await this.staff
      .of('manager')
      .client.get(`${this.base}/tasks`, list, { whose: 'all', limit: 500 });
    return items;
  }

  start(task: TaskRow, input: StartInput): Promise<unknown> {
    return this.memberFor(task).client.post(`${this.base}/tasks/${task.id}/start`, done, input);
  }

  /** @throws {UserError} also when the case refuses what the outcome says to it: the task then stays open */
  async finish(task: TaskRow, input: FinishInput): Promise<void> {
    const { client } = this.memberFor(task);
    const path = `${this.base}/tasks/${task.id}/finish`;
    const { handedOver } = await again(() => client.post(path, finished, input));
    const refused = handedOver.find(({ state }) => state === 'refused')?.why;
    if (refused) throw new UserError(refused.code, refused.zh, refused.en, 409);
  }

  /** Photographs and files it with the task. */
  async photograph(task: TaskRow, shows: Shown): Promise<string> {
    const form = new FormData();
    form.set('shows', shows);
    form.set('taskId', task.id);
    this.photos += 1;
    form.set('file', new Blob([new Uint8Array(photo(this.photos))], { type: 'image/png' }), `${shows}.png`);
    const kept = z.object({ id: z.uuid() });
    const { id } = await this.memberFor(task).client.post(
      `${this.base}/cases/${task.caseId}/files`,
      kept,
      form,
    );
    return id;
  }

  delivered(trackingNumber: string, state: 'signed' | 'refused' | 'returned'): Promise<unknown> {
    const { client } = this.staff.of('supervisor');
    return again(() =>
      client.post(`${this.base}/deliveries`, done, { of: { trackingNumber }, state, note: '快递签收底单' }),
    );
  }

  recordPayment({
    room,
    name,
    amountFen,
  }: {
    room: string;
    name: string;
    amountFen: Fen;
  }): Promise<z.infer<typeof receivedSchema>> {
    const body = { externalId: randomUUID(), amountFen, channel: 'bank', payer: name, object: room };
    return again(() => this.staff.of('finance').client.post(`${this.base}/payments`, receivedSchema, body));
  }

  reverse(paymentId: string): Promise<unknown> {
    const body = { externalId: randomUUID(), reason: '银行退票' };
    const { client } = this.staff.of('finance');
    return again(() => client.post(`${this.base}/payments/${paymentId}/reverse`, receivedSchema, body));
  }

  command(role: Role, caseId: string, command: StaffCommand, text: string): Promise<unknown> {
    const { client } = this.staff.of(role);
    const body = { commandId: randomUUID(), command, text };
    return again(() => client.post(`${this.base}/cases/${caseId}/commands`, acceptedSchema, body));
  }

  /** Every wave that waits, released by the supervisor, as every morning. */
  async releaseWaves(): Promise<number> {
    const open = z.object({ items: z.array(z.object({ id: z.uuid(), waiting: z.number() })) });
    const { client } = this.staff.of('supervisor');
    const { items } = await client.get(`${this.base}/waves`, open, { status: 'open' });
    let released = 0;
    for (const { id, waiting } of items) {
      if (waiting === 0) continue;
      try {
        await client.post(`${this.base}/waves/${id}/release`, done, {});
        released += waiting;
      } catch (error) {
        // emptied meanwhile
        if (!(error instanceof UserError)) throw error;
      }
    }
    return released;
  }
}

/** The server may be busy for a moment; a command id makes twice once. */
async function again<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof PassingError) || attempt === ATTEMPTS) throw error;
    }
  }
}
