/** What both ends of a link ask of TLS. */
const application = "tessera/link/1";

/** RFC 5705: the label under which both ends derive the binding of a link. */
export const linkExporterLabel = `EXPORTER-${application}`;

/** TLS 1.3 and this program at the other end, or no link. */
export const linkTls = { minVersion: "TLSv1.3", maxVersion: "TLSv1.3", ALPNProtocols: [application] } as const;
