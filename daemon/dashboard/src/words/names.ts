// Parts of a node's id: entity@region/signal.

export interface Parts {
  entity: string;
  region?: string;
  signal?: string;
}

// An id's slash and at sign separate; neither may stand in a name.
export function partsOf(id: string): Parts {
  const slash = id.indexOf("/");
  const [node, signal] = slash < 0 ? [id, undefined] : [id.slice(0, slash), id.slice(slash + 1)];
  const at = node.indexOf("@");
  const [entity, region] = at < 0 ? [node, undefined] : [node.slice(0, at), node.slice(at + 1)];
  return { entity, ...(region === undefined ? {} : { region }), ...(signal === undefined ? {} : { signal }) };
}

// "cosmos-db write": for a sentence that has named the region already.
export function shortName(id: string): string {
  const { entity, signal } = partsOf(id);
  return signal ? `${entity} ${signal}` : entity;
}

// What may become a link: an address of a scheme that runs nothing.
export const isWebAddress = (text: string): boolean => /^https?:\/\/[^\s]+$/i.test(text);

// "a, b and c"
export function listed(words: string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
