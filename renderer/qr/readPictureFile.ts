/** The text of the QR code in a picture file: a photograph, or a screenshot. */
import { err, ok, type Result } from "../../shared/base/result.ts";
import { maxPictureBytes, pictureTooLarge, type RasterFault, readRaster } from "../../shared/qr/raster.ts";
import { readQr, searchedSize, searchOfPicture } from "../../shared/qr/readQr.ts";

export type PictureFault =
  | RasterFault
  /** It begins like a picture, and cannot be drawn. */
  | { readonly kind: "pictureDamaged" }
  | { readonly kind: "noCode" };

/** What is offered where one chooses a file. */
export const pictureTypes: readonly string[] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

export async function readPictureFile(file: Blob): Promise<Result<string, PictureFault>> {
  // By its size first: what is too large is not even read.
  if (file.size > maxPictureBytes) return err(pictureTooLarge);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const raster = readRaster(bytes);
  if (!raster.ok) return raster;
  const { width, height } = searchedSize(raster.value.width, raster.value.height);
  const bitmap = await drawScaled(new Blob([bytes], { type: raster.value.type }), width, height);
  if (bitmap === null) return err({ kind: "pictureDamaged" });
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("a canvas has a context");
  // A code with nothing behind it lies on white, as it would on paper.
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const text = readQr(context.getImageData(0, 0, width, height), searchOfPicture);
  return text === null ? err({ kind: "noCode" }) : ok(text);
}

/** Null where the browser cannot draw it. A photograph that lies on its side is read as well as one that stands. */
async function drawScaled(picture: Blob, resizeWidth: number, resizeHeight: number): Promise<ImageBitmap | null> {
  try {
    const resizeQuality = "high";
    return await createImageBitmap(picture, { resizeWidth, resizeHeight, resizeQuality, imageOrientation: "none" });
  } catch {
    return null;
  }
}
