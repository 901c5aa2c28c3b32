// A value that others watch; and how a component does.

import { useLayoutEffect, useState } from "preact/hooks";

export class Cell<T> {
  private readonly watchers = new Set<() => void>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const tell of [...this.watchers]) tell();
  }

  watch(tell: () => void): () => void {
    this.watchers.add(tell);
    return () => this.watchers.delete(tell);
  }
}

export function useCell<T>(cell: Cell<T>): T {
  const [, again] = useState({});
  useLayoutEffect(() => cell.watch(() => again({})), [cell]);
  return cell.get();
}
