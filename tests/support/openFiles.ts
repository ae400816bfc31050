/** OpenDocument texts made by hand, as LibreOffice writes them and as small as they can be. */
import type { Bytes } from "../../shared/base/bytes.ts";
import { zipOf } from "./wordFiles.ts";

const oasis = ["office", "text", "table", "style", "draw", "manifest"].map(
  (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
);
const space = [
  ...oasis,
  'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
  'xmlns:xlink="http://www.w3.org/1999/xlink"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
].join(" ");

export interface OpenParts {
  /** What stands in `office:text`. */
  readonly text: string;
  /** Styles that the document made for itself. */
  readonly automatic?: string;
  readonly styles?: string;
  readonly master?: string;
  readonly manifest?: string;
}

/** The part that holds the text. */
export const openTextXml = (text: string, automatic: string): string =>
  `<office:document-content ${space}><office:automatic-styles>${automatic}</office:automatic-styles><office:body><office:text>${text}</office:text></office:body></office:document-content>`;

export const openFile = ({ text, automatic = "", styles = "", master = "", manifest = "" }: OpenParts): Bytes =>
  zipOf({
    mimetype: "application/vnd.oasis.opendocument.text",
    "META-INF/manifest.xml": `<manifest:manifest ${space}>${manifest}</manifest:manifest>`,
    "styles.xml": `<office:document-styles ${space}><office:styles>${styles}</office:styles><office:master-styles>${master}</office:master-styles></office:document-styles>`,
    "content.xml": openTextXml(text, automatic),
  });
