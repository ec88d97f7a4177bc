/** One connection to the face: its requests one after the other, and what it listens to. @module */
import { FrameError } from "../../../core/adapters/brokers/opend/frame.ts";
import { answerTo, isWrite } from "./answering.ts";
import type { Duplex } from "./duplex.ts";
import type { Gateway } from "./gateway.ts";
import { Outlet } from "./outlet.ts";
import type { Push } from "./pushes.ts";
import type { Call, Wire } from "./wire.ts";

/** Digits of each half of a connection's id. */
const HALF = 1e9;
/** What was sent last gets through before the connection ends; machine time. */
const PARTING_MS = 40;

export class Client {
  readonly connID = newId();
  readonly wire: Wire;
  isLoggedIn = false;
  /** Hears what becomes of orders. */
  hearsOrders = false;
  /** Hears how OpenD itself is. */
  hearsNotices = false;
  /** Serial of the last request that changed something. */
  lastWrite = 0;
  /** By subscription type, the symbols it wants pushed. */
  readonly pushed = new Map<number, Set<string>>();
  readonly #gateway: Gateway;
  readonly #duplex: Duplex;
  readonly #outlet: Outlet;
  #heardAt: number;
  #isOpen = true;
  /** It is neither answered nor told anything any more. */
  #isMute = false;
  /** It is answered, and told nothing. */
  #isUntold = false;
  /** Pushes that wait until an order is answered; undefined if none do. */
  #held: Push[] | undefined;

  constructor(gateway: Gateway, duplex: Duplex, wire: Wire) {
    const { machine, mischief, alarms } = gateway;
    this.#gateway = gateway;
    this.#duplex = duplex;
    this.wire = wire;
    this.#heardAt = machine.now();
    this.#outlet = new Outlet(duplex, wire, mischief, alarms);
  }

  /** Milliseconds since it last said anything. */
  get silentMs(): number {
    return this.#gateway.machine.now() - this.#heardAt;
  }

  /** Answers until the connection ends; what is no frame ends it. Never rejects. */
  async serve(): Promise<void> {
    try {
      for await (const chunk of this.#duplex.incoming) {
        this.#heardAt = this.#gateway.machine.now();
        for (const call of this.wire.calls(chunk)) {
          if (!this.#isOpen) return; // what was asked behind it is not done
          await this.#take(call);
        }
      }
    } catch (error) {
      // Our own fault: whoever asked must not believe that it was a no.
      if (!(error instanceof FrameError)) {
        console.error(`Cannot answer as OpenD: ${Object(error).message}`);
      }
    }
    this.close();
  }

  /** An answer to an order that is on its way goes first. */
  tell(push: Push): void {
    if (this.#held) this.#held.push(push);
    else this.tellNow(push);
  }

  tellNow(push: Push): void {
    if (this.#isUntold || this.#isMute) return;
    this.#isUntold = this.#gateway.mischief.happens("mute");
    if (!this.#isUntold) this.#send(push.on(this.wire));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#duplex.close();
  }

  /** Ends it once what was told is out; what is asked meanwhile is not done. */
  part(): void {
    this.#isMute = true;
    this.#gateway.alarms.set(PARTING_MS, () => this.close());
  }

  async #take(call: Call): Promise<void> {
    const { mischief } = this.#gateway;
    this.#isMute ||= mischief.happens("mute");
    if (this.#isMute) return;
    const waits = isWrite(call) && !mischief.happens("late_ack");
    if (waits) this.#held = [];
    const frame = await answerTo(this.#gateway, this, call);
    const held = this.#held ?? [];
    this.#held = undefined;
    if (frame) this.#send(frame);
    held.forEach((push) => this.tell(push));
  }

  #send(frame: Uint8Array): void {
    if (this.#isOpen && !this.#isMute) this.#outlet.send(frame);
  }
}

/** Eighteen digits, as OpenD's. */
function newId(): string {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `1${String(a % (HALF / 10)).padStart(8, "0")}${
    String(b % HALF).padStart(9, "0")
  }`;
}
