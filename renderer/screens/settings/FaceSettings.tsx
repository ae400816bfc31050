import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FacePack } from "../../../shared/api/documents.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { FileDrop } from "../../ui/FileDrop.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { useAction } from "../shell/hostContext.tsx";

/** Faces for scripts that do not come with the program: which are here, and a place to drop one. */
export function FaceSettings() {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const { run, error } = useAction();
  const [packs, setPacks] = useState<readonly FacePack[]>([]);
  useEffect(() => {
    let closed = false;
    void run((api) => api.getFaces({})).then((held) => {
      if (!closed && held !== null) setPacks(held.packs);
    });
    return () => {
      closed = true;
    };
  }, [run]);
  const add = async (bytes: Uint8Array<ArrayBuffer>) => {
    const added = await run((api) => api.addFaces({ files: [bytes] }));
    if (added === null) return;
    setPacks(added.packs);
    announcer.show(t("settings.facesAdded"));
  };
  return (
    <section className="paper">
      <h2>{t("settings.faces")}</h2>
      <p className="hint">{t("settings.facesHint")}</p>
      <ul>
        {packs.map(({ pack, installed }) => (
          <li key={pack}>
            {t(`settings.pack.${pack}`, { defaultValue: pack })}:{" "}
            {t(installed ? "settings.packHere" : "settings.packMissing")}
          </li>
        ))}
      </ul>
      <FileDrop
        words={t("settings.facesDrop")}
        button={t("settings.facesButton")}
        accept={[".tessera-faces", ".ttf", ".otf"]}
        onFile={(file) => void add(file.bytes)}
      />
      <ErrorNotice error={error} />
    </section>
  );
}
