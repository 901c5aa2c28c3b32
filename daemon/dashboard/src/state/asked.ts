// What a page asks the daemon for, beside the live picture: asked again whenever `key` changes.

import { useEffect, useState } from "preact/hooks";

export interface Asked<T> {
  value?: T;
  error?: string;
}

// The old value stays until the new one is there, so that nothing flickers; another `subject` begins anew.
export function useAsked<T>(subject: string, key: unknown, question: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [asked, set] = useState<Asked<T> & { subject: string }>({ subject });
  useEffect(() => {
    const stop = new AbortController();
    question(stop.signal).then(
      (value) => set({ subject, value }),
      (error: Error) => {
        if (!stop.signal.aborted) set((before) => ({ ...(before.subject === subject ? before : { subject }), error: error.message }));
      },
    );
    return () => stop.abort();
  }, [subject, key]);
  return asked.subject === subject ? asked : {};
}
