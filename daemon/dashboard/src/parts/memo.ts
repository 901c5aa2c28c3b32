// A component that is drawn again only when something it is given is another thing: for what stands on a page a thousand times.

import { Component, type ComponentChild, type ComponentClass } from "preact";

export function memo<P extends object>(draw: (props: P) => ComponentChild): ComponentClass<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      return (Object.keys(next) as (keyof P)[]).some((key) => !Object.is(next[key], (this.props as P)[key]));
    }
    override render(): ComponentChild {
      return draw(this.props as P);
    }
  };
}
