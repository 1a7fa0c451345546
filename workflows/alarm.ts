import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** The case's one timer: kept while its time stays the same, since arming and cancelling are events of the history. */
export class Alarm {
  rang = false;
  private realAt: number | null = null;
  private scope: CancellationScope | null = null;

  /** @param realAt epoch milliseconds of real time; null: none */
  set(realAt: number | null): void {
    if (realAt === this.realAt) return;
    this.scope?.cancel();
    this.realAt = realAt;
    this.scope = realAt === null ? null : new CancellationScope();
    if (realAt !== null && this.scope) void this.ring(this.scope, realAt);
  }

  private async ring(scope: CancellationScope, realAt: number): Promise<void> {
    try {
      await scope.run(() => sleep(Math.max(1, realAt - Date.now())));
    } catch (error) {
      if (isCancellation(error)) return;
      throw error;
    }
    if (this.scope !== scope) return;
    this.scope = null;
    this.realAt = null;
    this.rang = true;
  }
}
