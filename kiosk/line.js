// The connection to the desk's server. When it breaks, it is reopened automatically.

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2000;

export class Line {
  #takers;
  #afterwards;
  #socket = null;
  #wait = FIRST_WAIT_MS;

  /** `takers`: a handler for each type of message, and `lost`. `afterwards` is called after each. */
  constructor(takers, afterwards) {
    this.#takers = takers;
    this.#afterwards = afterwards;
  }

  open() {
    const socket = new WebSocket(`ws://${location.host}/page`);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      this.#wait = FIRST_WAIT_MS;
      const message = JSON.parse(data);
      this.#takers[message.type]?.(message);
      this.#afterwards();
    };
    socket.onclose = () => {
      this.#takers.lost();
      this.#afterwards();
      setTimeout(() => this.open(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    };
  }

  /** Sends a message. Without a connection it is dropped, because the desk starts afresh. */
  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
