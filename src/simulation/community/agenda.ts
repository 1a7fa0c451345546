/** What is to happen, the earliest first; of the same instant, what was put in first. A binary heap. */
export class Agenda<Item> {
  private readonly entries: { at: number; order: number; item: Item }[] = [];
  private order = 0;

  put(at: number, item: Item): void {
    const entries = this.entries;
    this.order += 1;
    entries.push({ at, order: this.order, item });
    let child = entries.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.isBefore(child, parent)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  /** Takes the first that is due by `until`; null: nothing is. */
  take(until: number): { at: number; item: Item } | null {
    const [first] = this.entries;
    if (!first || first.at > until) return null;
    const last = this.entries.pop();
    if (last && this.entries.length > 0) {
      this.entries[0] = last;
      this.sink();
    }
    return first;
  }

  private sink(): void {
    const size = this.entries.length;
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < size && this.isBefore(child, least)) least = child;
      }
      if (least === parent) return;
      this.swap(least, parent);
      parent = least;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const [one, other] = [this.entries[a], this.entries[b]];
    if (!one || !other) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.entries[a], this.entries[b]];
    if (!one || !other) return;
    this.entries[a] = other;
    this.entries[b] = one;
  }
}
