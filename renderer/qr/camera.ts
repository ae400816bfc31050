/**
 * The computer's camera, looking for a QR code. Owns the camera from the moment it is allowed until `close`, which
 * switches it off at once, also when it comes before the permission does. What it sees is drawn on one canvas in
 * memory, searched, and drawn over: nothing is kept, nothing is sent.
 */
import { readQr, searchedSize, searchOfFrame } from "../../shared/qr/readQr.ts";

export type CameraFault =
  /** There is none, or the browser offers none to this page. */
  | "none"
  /** The person, the browser or the system said no. */
  | "denied"
  /** Another program has it, or it does not start. */
  | "busy"
  /** It was pulled out, or taken back. */
  | "lost";

export interface CameraListener {
  /** Pictures come. `isMirror`: it looks at whoever sits before the screen. */
  onOpen(isMirror: boolean): void;
  /** Once for each text that differs from the one before. */
  onText(text: string): void;
  /** For so long nothing could be read, since the camera opened or the last text. */
  onNothing(forMs: number): void;
  /** It is closed already. */
  onFault(fault: CameraFault): void;
}

const wanted: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
};
/** Between two searches: the rest of the window needs the same thread. */
const pauseMs = 120;

/** Asks for the camera, shows it in `video` and reads what it sees. Ends by `close`, or with a fault. */
export function openCamera(video: HTMLVideoElement, listener: CameraListener): { close(): void } {
  const canvas = new OffscreenCanvas(1, 1);
  let stream: MediaStream | null = null;
  let isClosed = false;
  let frame = 0;
  let searchedAt = Number.NEGATIVE_INFINITY;
  let readAt = 0;
  let last: string | null = null;

  function close(): void {
    isClosed = true;
    video.cancelVideoFrameCallback(frame);
    switchOff(stream);
    stream = null;
    video.srcObject = null;
  }

  function fail(fault: CameraFault): void {
    if (isClosed) return;
    close();
    listener.onFault(fault);
  }

  async function start(): Promise<void> {
    const asked = await askForCamera();
    if (isClosed) return switchOff(typeof asked === "string" ? null : asked);
    if (typeof asked === "string") return fail(asked);
    stream = asked;
    const [track] = asked.getVideoTracks();
    track?.addEventListener("ended", () => fail("lost"));
    video.srcObject = asked;
    try {
      await video.play();
    } catch {
      return fail("busy");
    }
    if (isClosed) return;
    readAt = performance.now();
    listener.onOpen(track?.getSettings().facingMode !== "environment");
    frame = video.requestVideoFrameCallback(look);
  }

  function look(now: number): void {
    if (isClosed) return;
    if (now - searchedAt >= pauseMs) {
      const text = search();
      searchedAt = performance.now();
      if (text === null) listener.onNothing(searchedAt - readAt);
      else readAt = searchedAt;
      if (text !== null && text !== last) {
        last = text;
        listener.onText(text);
      }
    }
    if (!isClosed) frame = video.requestVideoFrameCallback(look);
  }

  function search(): string | null {
    if (video.videoWidth === 0 || video.videoHeight === 0) return null;
    const { width, height } = searchedSize(video.videoWidth, video.videoHeight);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("a canvas has a context");
    context.drawImage(video, 0, 0, width, height);
    return readQr(context.getImageData(0, 0, width, height), searchOfFrame);
  }

  void start();
  return { close };
}

function switchOff(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

async function askForCamera(): Promise<MediaStream | CameraFault> {
  // Undefined where the page came by an address that the browser does not trust.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined) return "none";
  try {
    return await devices.getUserMedia(wanted);
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "SecurityError") return "denied";
    return name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
  }
}
