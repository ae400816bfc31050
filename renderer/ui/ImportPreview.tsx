/** What a file would bring into a text, before anything is written. */
import { useTranslation } from "react-i18next";
import type { ArticlePreview, TextPreview } from "../../shared/api/library.ts";
import { type ChangesRead, changesRead } from "../../shared/charter/formats/sourceBlocks.ts";
import { withNumbers } from "../../shared/charter/text/seen.ts";
import { Notice } from "./Notice.tsx";
import { NotKept } from "./NotKept.tsx";
import { Radios } from "./Radios.tsx";

/** Of the files that are read as texts. */
export const importedEndings = [".docx", ".docm", ".odt", ".html", ".htm", ".md", ".markdown", ".txt"] as const;

const hasChanges = ({ changes }: TextPreview): boolean =>
  changes.some(({ inserted, deleted }) => inserted + deleted > 0);

/** Nobody has said yet how its tracked changes are read. */
export const needsChanges = (preview: TextPreview | null, changes: ChangesRead | null): boolean =>
  preview !== null && changes === null && hasChanges(preview);

export function ImportPreview(props: {
  readonly preview: TextPreview;
  readonly changes: ChangesRead | null;
  readonly onChanges: (changes: ChangesRead) => void;
}) {
  const { t } = useTranslation();
  const { preview } = props;
  const comments = preview.comments.reduce((sum, one) => sum + one.comments, 0);
  const by = preview.comments.map(({ author }) => withNumbers(author) || t("importing.nobody")).join(" · ");
  const size = [
    t(`importing.format.${preview.format}`),
    t("importing.articles", { count: preview.articles.length }),
    t("importing.clauses", { count: preview.clauses }),
    t("importing.words", { count: preview.words }),
  ];
  return (
    <section className="import-preview" aria-label={t("importing.preview")}>
      <p>{size.join(" · ")}</p>
      {preview.articles.length > 0 && (
        <ol className="plain-list import-outline">
          {preview.articles.map((article, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two articles may be alike
            <Article key={at} article={article} />
          ))}
        </ol>
      )}
      {hasChanges(preview) && <Changes {...props} />}
      {comments > 0 && <p>{t("importing.comments", { count: comments, by })}</p>}
      {preview.notKeptCount > 0 && (
        <Notice tone="warn" title={t("notKept.title", { count: preview.notKeptCount })}>
          <NotKept list={preview} />
        </Notice>
      )}
    </section>
  );
}

function Article({ article }: { readonly article: ArticlePreview }) {
  const { t } = useTranslation();
  return (
    <li>
      {article.number === "" ? t("text.preamble") : article.number}{" "}
      <span dir="auto">{withNumbers(article.heading)}</span>{" "}
      <span className="hint">{t("importing.words", { count: article.words })}</span>
    </li>
  );
}

function Changes({ preview, changes, onChanges }: Parameters<typeof ImportPreview>[0]) {
  const { t } = useTranslation();
  return (
    <Notice tone="info" title={t("importing.changes")}>
      <ul className="plain-list import-changes">
        {preview.changes.map(({ author, examples, ...counts }) => (
          <li key={author}>
            {t("importing.byOne", { author: withNumbers(author) || t("importing.nobody"), ...counts })}
            {examples.map(({ op, words }) => (
              <span key={`${op} ${words}`} className="not-kept-words" dir="auto">
                {op === "insert" ? <ins>{withNumbers(words)}</ins> : <del>{withNumbers(words)}</del>}
              </span>
            ))}
          </li>
        ))}
      </ul>
      <Radios
        label={t("importing.readAs")}
        value={changes ?? ""}
        onChange={(value) => {
          if (value !== "") onChanges(value);
        }}
        options={changesRead.map((value) => ({
          value,
          label: t(`importing.${value}`),
          hint: t(`importing.${value}Hint`),
        }))}
      />
    </Notice>
  );
}
