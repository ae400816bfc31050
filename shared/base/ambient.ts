/** The only ways to time, chance and output. Each host gets its own; tests give simulated ones. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Calls once after `delayMs`; returns the cancellation. */
  after(delayMs: number, run: () => void): () => void;
}

export interface Random {
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

export interface Logger {
  /** Never given document text, names or keys. */
  warn(event: string, detail?: Readonly<Record<string, string | number | boolean>>): void;
}
