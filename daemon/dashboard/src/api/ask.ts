// Asks the daemon for JSON. Its refusals (problem+json) become errors that say what it said.

export class Refusal extends Error {
  constructor(readonly status: number, title: string) {
    super(title);
  }
}

interface Wish {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  token?: string;
  signal?: AbortSignal;
}

export async function ask<T>(path: string, wish: Wish = {}): Promise<T> {
  const headers: Record<string, string> = {};
  if (wish.token) headers["Authorization"] = `Bearer ${wish.token}`;
  if (wish.body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, {
    method: wish.method ?? "GET",
    cache: "no-store",
    credentials: "omit",
    headers,
    ...(wish.body === undefined ? {} : { body: JSON.stringify(wish.body) }),
    ...(wish.signal ? { signal: wish.signal } : {}),
  });
  if (!answer.ok) throw new Refusal(answer.status, await said(answer));
  return (await answer.json()) as T;
}

export const nodePath = (id: string, more = ""): string => `api/v1/nodes/${encodeURIComponent(id)}${more}`;

export const signalPath = (node: string, signal: string): string =>
  `api/v1/signals/${encodeURIComponent(node)}/${encodeURIComponent(signal)}`;

async function said(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { title?: string; detail?: string };
    return problem.detail ?? problem.title ?? `the daemon answered ${answer.status}`;
  } catch {
    return `the daemon answered ${answer.status}`;
  }
}
