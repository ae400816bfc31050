/** What a relay counts for its operator since it started. Numbers only: nothing here tells of rooms or people. */
export interface Tally {
  connectionsOpened: number;
  connectionsRefused: number;
  framesStored: number;
  bytesStored: number;
  framesPassedOn: number;
  framesRefused: number;
  bytesReceived: number;
  bytesSent: number;
}

export const newTally = (): Tally => ({
  connectionsOpened: 0,
  connectionsRefused: 0,
  framesStored: 0,
  bytesStored: 0,
  framesPassedOn: 0,
  framesRefused: 0,
  bytesReceived: 0,
  bytesSent: 0,
});
