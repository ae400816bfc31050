/**
 * The Typst program that lays out a certificate. All text comes as data from `/data.json` and is only ever given to
 * functions as strings: no word of a document is read as Typst. Colours, sizes and spaces are all here.
 *
 * Once a program that others use exports it, all of this folder is frozen, and a change is a new folder.
 */
export const renderingVersion = 2;

export const template = `
#let d = json("/data.json")
#let L = d.labels
#let ink = rgb("#1b1b1f")
#let quiet = rgb("#5c5f66")
#let accent = rgb("#7a3b2e")
#let hair = 0.4pt + rgb("#b9b4a8")

#let date = datetime(
  year: d.date.at(0), month: d.date.at(1), day: d.date.at(2),
  hour: d.date.at(3), minute: d.date.at(4), second: d.date.at(5),
)
#set document(title: d.title, description: d.description, keywords: d.keywords, date: date)
#set text(
  font: d.fonts, fallback: false, size: d.sizePt * 1pt, fill: ink, lang: d.language, region: d.region,
  dir: if d.rtl { rtl } else { ltr }, hyphenate: false, number-type: "lining",
)
#set par(justify: d.justify, leading: d.leading * 1em, spacing: d.leading * 1em + 0.33em, linebreaks: d.linebreaks)

// Between two parts of a word a line may break. Nothing is drawn there, and nobody copies it.
#let gap = h(0.0001pt)
#let words(parts) = parts.join(gap)
// Kerning of Arabic letters is copied as spaces between them.
#let arabic = regex("[\\u{600}-\\u{6ff}\\u{750}-\\u{77f}\\u{8a0}-\\u{8ff}\\u{fb50}-\\u{fdff}\\u{fe70}-\\u{fefc}]")
#let unkerned(t, body) = if t.contains(arabic) { text(kerning: false, body) } else { body }
#let said(parts) = unkerned(parts.join(""), words(parts))
#let small(body) = text(size: 0.81em, fill: quiet, body)
// A box keeps left-to-right digits apart from right-to-left words around them.
#let key(value) = box(text(dir: ltr, size: 0.81em, number-width: "tabular", value))
#let edge = if d.rtl { right } else { left }
#let beside(value) = if d.rtl { (right: value) } else { (left: value) }

#set page(
  paper: "a4",
  margin: (top: 2.9cm, bottom: 2.7cm, left: 3.1cm, right: 3.1cm),
  header: context if counter(page).get().first() > 1 {
    set text(size: 0.76em, fill: quiet)
    stack(spacing: 5pt, grid(columns: (1fr, auto), d.running, key(d.idShort)), line(length: 100%, stroke: hair))
  },
  footer: context align(center, text(size: 0.76em, fill: quiet, L.pageOf
    .replace("{page}", str(counter(page).get().first()))
    .replace("{pages}", str(counter(page).final().first())))),
)

// On top of what the compiler gives to each level: 1.5, 1.2, 1.08 and 1 of the text.
#let sizes = (1.07em, 1em, 1.08em, 1em)
#show heading: it => {
  set text(size: sizes.at(it.level - 1), weight: "bold", hyphenate: false)
  set par(justify: false, leading: 0.55em)
  block(above: if it.level < 3 { 1.9em } else { 1.4em }, below: 0.85em, sticky: true, it.body)
}
#set list(indent: 0.5em, body-indent: 0.7em)
#set enum(indent: 0.5em, body-indent: 0.7em)
#show link: it => if type(it.dest) == label { it } else { underline(offset: 2pt, stroke: 0.5pt + quiet, it) }

// Notes stand at the foot of the page where their number stands.
#set footnote.entry(separator: line(length: 30%, stroke: hair), gap: 0.55em)
#show footnote.entry: set text(size: 0.96em)
#show footnote.entry: set par(justify: false, leading: 0.6em)

// Where references to a clause lead.
#let place(clause) = label("clause-" + clause)
#let places(clauses) = clauses.map(clause => [#metadata(none)#place(clause)]).join()

// Clause numbers hang in the margin.
#let hang = 1.75cm
#let numbered(n, size) = if n != "" {
  h(-hang)
  box(width: hang, align(edge, text(size: size, weight: "bold", fill: accent, dir: ltr, n + " ")))
}

#let inline(run) = {
  if run.t == none { linebreak() } else if run.t == "" { gap } else {
    let c = unkerned(run.t, text(run.t))
    if run.b { c = strong(c) }
    if run.i { c = emph(c) }
    if run.at("l", default: false) { c = underline(offset: 2pt, stroke: 0.6pt, c) }
    if run.u != "" { c = link(run.u, c) }
    let to = run.at("to", default: none)
    if to != none { c = link(place(to), box(text(dir: ltr, c))) }
    c
  }
}
#let inlines(runs) = runs.map(run => {
  let note = run.at("note", default: none)
  if note == none { inline(run) } else {
    footnote({
      set text(dir: if note.rtl == none { if d.rtl { rtl } else { ltr } } else if note.rtl { rtl } else { ltr })
      note.runs.map(inline).join()
    })
  }
}).join()

// A paragraph runs the way its first letter does, as in the editor. Around it all runs to the left where \`base\` says so.
#let turned(base, toLeft, body) = if toLeft == none or toLeft == base { body } else {
  set text(dir: if toLeft { rtl } else { ltr })
  set par(justify: d.justify and not toLeft)
  body
}

#let blocks(all, base: d.rtl) = for b in all {
  if b.k == "paragraph" {
    turned(base, b.rtl, par(places(b.at) + numbered(b.n, 0.8em) + inlines(b.runs)))
  } else if b.k == "heading" {
    turned(base, b.rtl, places(b.at) + heading(level: b.level, numbered(b.n, 0.9em) + inlines(b.runs)))
  } else if b.k == "bullets" {
    list(..b.items.map(item => list.item(blocks(item, base: base))))
  } else if b.k == "numbers" {
    enum(start: b.start, ..b.items.map(item => enum.item(blocks(item, base: base))))
  } else if b.k == "source" {
    par(small(L.certificate + ": ") + b.keys.map(key).join(" "))
  } else if b.k == "reserved" {
    block(above: 0.8em, below: 0.8em, width: 100%, inset: beside(0.8em), stroke: beside(0.6pt + accent), {
      set par(justify: false)
      par(text(size: 0.86em, fill: quiet, said(b.who)))
      if b.words.len() > 0 { par(text(size: 0.9em, emph(said(b.words)))) }
    })
  } else if b.k == "language" {
    // Below its tag, in the direction of its language, beside a line: what follows is the clause's own language again.
    block(above: 1.1em, below: 1.1em, width: 100%, inset: beside(0.8em), stroke: beside(hair), {
      set text(lang: b.lang, region: b.region, dir: if b.rtl { rtl } else { ltr })
      set par(justify: d.justify and not b.rtl)
      block(below: 0.5em, sticky: true, text(size: 0.81em, fill: quiet, dir: ltr, b.tag))
      blocks(b.blocks, base: b.rtl)
    })
  } else if b.k == "rows" {
    for row in b.rows { block(above: 1.1em, width: 100%, { line(length: 100%, stroke: hair); blocks(row, base: base) }) }
    line(length: 100%, stroke: hair)
  } else {
    let cell(c) = table.cell(
      x: c.x, y: c.y, colspan: c.w, rowspan: c.h,
      { set par(justify: false); if c.head { strong(blocks(c.blocks, base: base)) } else { blocks(c.blocks, base: base) } },
    )
    let head = b.cells.filter(c => b.header and c.y == 0).map(cell)
    let body = b.cells.filter(c => not (b.header and c.y == 0)).map(cell)
    let drawn = {
      set text(size: b.size * 1em)
      table(
        columns: b.widths.map(w => w * 1pt), inset: b.inset * 1pt, align: start + top,
        stroke: (x, y) => (bottom: hair, top: if y == 0 { hair } else { none }),
        ..if head.len() > 0 { (table.header(repeat: not b.notes, ..head),) } else { () },
        ..body,
      )
    }
    // A table that is too wide lies on pages turned sideways.
    if b.turned { page(flipped: true, margin: (x: 2.5cm, top: 2.9cm, bottom: 2.7cm), drawn) } else { drawn }
  }
}

#let facts(rows) = {
  set par(leading: 0.72em)
  grid(
    columns: (auto, 1fr), column-gutter: 1.2em, row-gutter: 0.65em,
    ..rows.map(((name, value)) => (small(name), value)).flatten()
  )
}

// The first page opens like a treaty: what it is, its name, when it was ratified.
#v(0.4cm)
#align(center, {
  pdf.artifact(stack(dir: ltr, spacing: 3pt, ..(accent, quiet, accent).map(c => square(size: 5pt, fill: c))))
  v(0.5cm)
  block(spacing: 0pt, text(size: 0.95em, fill: accent, d.purpose))
  show title: set text(size: 1.2em, weight: "bold", hyphenate: false)
  show title: set par(justify: false, leading: 0.5em)
  show title: set align(center)
  show title: set block(above: 1.1em, below: 0.6em + 0.5em * d.leading)
  title(said(d.heading))
  set par(justify: false, leading: 0.6em)
  for p in d.parties { block(spacing: 0.7em, { strong(said(p.name)); text(fill: quiet, "  ·  " + p.kind) }) }
  v(0.35cm)
  block(spacing: 0pt, text(size: 0.95em, fill: quiet, d.ratified))
})
#v(0.5cm)
#line(length: 100%, stroke: hair)
#facts(d.facts.map(f => (f.name, if f.keys.len() > 0 { f.keys.map(key).join(" ") } else { text(size: 0.86em, said(f.value)) })))
#line(length: 100%, stroke: hair)
#v(0.6cm)

#blocks(d.blocks)

#pagebreak()
#heading(level: 1, L.parties)
#for p in d.parties {
  block(breakable: false, above: 1.3em, {
    par(strong(said(p.name)) + text(fill: quiet, "  ·  " + p.kind))
    if p.constituency.len() > 0 { par(small(L.speaksFor + ": ") + text(size: 0.9em, said(p.constituency))) }
    par(small(L.fingerprint + ": ") + key(p.fingerprint))
  })
}

#heading(level: 1, L.signatures)
#par(d.threshold)
#for s in d.signatures {
  block(breakable: false, above: 1.5em, width: 100%, {
    line(length: 100%, stroke: hair)
    par(strong(said(s.party)))
    if s.statement.len() > 0 { block(inset: (x: 1.2em), par(emph(said(s.statement)))) }
    facts((
      (L.signedBy, text(size: 0.9em, said(s.person))),
      (L.signedOn, text(size: 0.9em, s.date)),
      (L.device, key(s.device)),
      ..s.observed.map(((name, value)) => (name, text(size: 0.9em, said(value)))),
      ..if s.confirmed.len() > 0 { ((L.confirmedBy, text(size: 0.9em, said(s.confirmed))),) } else { () },
    ))
  })
}

#if d.status != none {
  heading(level: 1, said(d.status.heading))
  set par(justify: false)
  let cell(words) = text(size: 0.86em, said(words))
  table(
    columns: (1.5fr, 1.4fr, 1fr, 1.4fr), inset: 4pt, align: start + top,
    stroke: (x, y) => (bottom: hair, top: if y == 0 { hair } else { none }),
    table.header(..d.status.head.map(words => strong(cell(words)))),
    ..d.status.rows.map(row => row.map(cell)).flatten()
  )
  par(text(size: 0.86em, fill: quiet, said(d.status.source)))
}

#heading(level: 1, L.verify)
#for step in L.verifySteps { par(text(size: 0.9em, step)) }
#if d.numbered != "" { par(text(size: 0.9em, d.numbered)) }

#if d.status != none {
  pdf.attach(
    "dossier.cbor", read("/dossier.cbor", encoding: none),
    relationship: "supplement", mime-type: "application/cbor", description: "Signed statements from after the ratification, as one device compiled them (CBOR)",
  )
}
#pdf.attach(
  "text.txt", read("/text.txt", encoding: none),
  relationship: "alternative", mime-type: "text/plain", description: "The words of the text, to copy and to search (UTF-8)",
)
#pdf.attach(
  "content.json", read("/content.json", encoding: none),
  relationship: "data", mime-type: "application/json", description: "The text that was ratified, in canonical JSON (RFC 8785)",
)
#pdf.attach(
  "certificate.cbor", read("/certificate.cbor", encoding: none),
  relationship: "source", mime-type: "application/cbor", description: "The proposal, the parties' keys and their signatures (CBOR)",
)
`;
