// One WebSocket for everything that changes. It says honestly how it is, and goes on where it was.

import { look } from './session.js';

const PAUSES = [300, 700, 1500, 3000, 5000];
const SILENCE = 40_000;

export class Live {
  #topics = new Map();
  #socket = null;
  #failures = 0;
  #timer = 0;
  #onState;

  constructor(onState) {
    this.#onState = onState;
  }

  /** `position` gives where to go on, `receive` takes each message of the topic. */
  subscribe(id, topic, receive, position = () => undefined) {
    if (this.#topics.has(id)) this.unsubscribe(id);
    this.#topics.set(id, { topic, receive, position });
    this.#ask(id);
  }

  unsubscribe(id) {
    if (this.#topics.delete(id)) this.#send({ type: 'unsubscribe', id });
  }

  connect() {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#failures = 0;
      this.#onState('live');
      this.#heard();
      for (const id of this.#topics.keys()) this.#ask(id);
    };
    socket.onmessage = (message) => {
      this.#heard();
      this.#take(JSON.parse(message.data));
    };
    socket.onclose = (close) => this.#lost(socket, close.code);
  }

  #take(message) {
    const subscription = this.#topics.get(message.subscription);
    if (subscription) subscription.receive(message);
    else if (message.type === 'error') console.warn('live:', message.code, message.message);
  }

  #lost(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimeout(this.#timer);
    this.#failures++;
    this.#onState(code === 1001 || this.#failures > 2 ? 'unreachable' : 'reconnecting');
    // 4401: the session has ended; a refused connection says nothing of why
    if (code === 4401 || this.#failures > 1) look();
    setTimeout(() => this.connect(), PAUSES[Math.min(this.#failures, PAUSES.length) - 1]);
  }

  #heard() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#timer = setTimeout(() => {
      socket.close();
      this.#lost(socket, 0);
    }, SILENCE);
  }

  #ask(id) {
    const { topic, position } = this.#topics.get(id);
    this.#send({ type: 'subscribe', id, topics: [topic], after: position() });
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
