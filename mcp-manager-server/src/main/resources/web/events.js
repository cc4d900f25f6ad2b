import { api } from './api.js';
import { byId, clock, element } from './dom.js';

const MOST = 200;

/** The newest events, newest first. */
export class EventList {
  #last = 0;

  get last() {
    return this.#last;
  }

  async load() {
    const { data, meta } = await api.events();
    data.reverse().forEach((event) => this.add(event));
    this.#last = Math.max(this.#last, meta.latestSequence);
  }

  add(event) {
    if (event.sequence <= this.#last) return;
    this.#last = event.sequence;
    // how far a run is can be seen above the servers
    if (event.type === 'bulk.progress') return;
    const list = byId('events');
    list.prepend(element('li', { data: { severity: event.severity } },
      element('time', { dateTime: event.time, textContent: clock(event.time) }),
      element('span', { className: 'who', textContent: event.serverName ?? 'manager' }),
      element('span', { className: 'what', textContent: event.message })));
    while (list.children.length > MOST) list.lastChild.remove();
    byId('events-empty').hidden = true;
  }
}
