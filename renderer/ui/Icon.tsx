/** Small drawings. They repeat what words beside them say, so they are hidden from screen readers. */
const paths = {
  check: "M3 8.5l3.2 3.2L13 4.8",
  cross: "M4 4l8 8M12 4l-8 8",
  clock: "M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z",
  alert: "M8 5v4M8 11.3v.2M8 1.8l6.7 12H1.3z",
  pen: "M2.5 13.5l.8-3L11 2.8l2.2 2.2-7.7 7.7z",
  seal: "M8 1.8l1.6 1.5 2.2-.2.4 2.2 1.8 1.3-1 2 .3 2.2-2.2.6L10 13.3l-2-.9-2 .9-1.1-1.9-2.2-.6.3-2.2-1-2 1.8-1.3.4-2.2 2.2.2z",
  draft: "M4 2h5.5L12.5 5v9H4zM9.5 2v3h3",
  moved: "M3 5h8l-2-2M13 11H5l2 2",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  comment: "M2.5 3h11v7.5H7.5L4.5 13v-2.5h-2z",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3L14 14",
  people:
    "M6 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM2 13c0-2.5 1.6-4 4-4s4 1.5 4 4M10.5 3.4a2 2 0 0 1 0 3.9M11.5 9.3c1.6.4 2.5 1.7 2.5 3.7",
  link: "M6.5 9.5l3-3M7 4.8l1.3-1.3a2.6 2.6 0 0 1 3.7 3.7L10.7 8.5M9 11.2l-1.3 1.3A2.6 2.6 0 0 1 4 8.8l1.3-1.3",
  undo: "M3 6.5h6.5a3.2 3.2 0 0 1 0 6.5H7M3 6.5l3-3M3 6.5l3 3",
  redo: "M13 6.5H6.5a3.2 3.2 0 0 0 0 6.5H9M13 6.5l-3-3M13 6.5l-3 3",
  bullets: "M6 4h7.5M6 8h7.5M6 12h7.5M2.8 4h.2M2.8 8h.2M2.8 12h.2",
  numbers: "M6.5 4h7M6.5 8h7M6.5 12h7M2.2 2.8l1-.6v3.6M2 9.2c0-1.4 2-1.4 2 0 0 .9-2 1.6-2 2.6h2.1",
  table: "M2 3h12v10H2zM2 6.5h12M6.5 3v10",
  outline: "M3 4h10M5.5 8H13M5.5 12H13",
  camera: "M2 5h2.8L6 3.2h4L11.2 5H14v8H2zM8 11a2.4 2.4 0 1 0 0-4.8A2.4 2.4 0 0 0 8 11z",
  picture: "M2 3h12v10H2zM2 11l3.5-3.5 3 3 2-2L14 12M10.6 6.2h.01",
  grip: "M6 3.5h.01M10 3.5h.01M6 8h.01M10 8h.01M6 12.5h.01M10 12.5h.01",
  play: "M5 3l8 5-8 5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" data-icon={name} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** Four tiles of a mosaic, one still in another's hand. */
export function TesseraMark() {
  return (
    <svg className="tessera-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="6" height="6" rx="0.8" />
      <rect x="9" y="1" width="6" height="6" rx="0.8" />
      <rect x="1" y="9" width="6" height="6" rx="0.8" />
      <rect className="away" x="9.6" y="9.6" width="5" height="5" rx="0.8" />
    </svg>
  );
}

/** The token that was broken when an alliance was made: its two halves fit each other and no other. */
export function JoinedHalves() {
  return (
    <svg className="joined-halves" viewBox="0 0 64 40" aria-hidden="true" focusable="false">
      <path className="half first" d="M4 6h26l5 7-8 7 8 7-5 7H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z" />
      <path className="half second" d="M60 6H33l5 7-8 7 8 7-5 7h27a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2z" />
    </svg>
  );
}
