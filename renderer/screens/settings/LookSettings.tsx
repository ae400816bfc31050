import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Radios } from "../../ui/Radios.tsx";
import { type Looks, readLooks, showLooks, storeLooks, textSizes, themes } from "../shell/looks.ts";

/** Light or dark, and the size of texts. It takes effect at once, and is kept on this device. */
export function LookSettings() {
  const { t } = useTranslation();
  const [looks, setLooks] = useState(() => readLooks(localStorage));
  const choose = (chosen: Looks) => {
    storeLooks(localStorage, chosen);
    showLooks(document.documentElement, chosen);
    setLooks(chosen);
  };
  return (
    <section className="paper form">
      <Radios
        label={t("settings.theme")}
        value={looks.theme}
        isInline
        onChange={(theme) => choose({ ...looks, theme })}
        options={themes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
      />
      <Radios
        label={t("settings.textSize")}
        value={looks.textSize}
        isInline
        onChange={(textSize) => choose({ ...looks, textSize })}
        options={textSizes.map((value) => ({ value, label: t(`settings.textSizes.${value}`) }))}
      />
      <p className="text-sample" aria-hidden="true">
        {t("settings.textSample")}
      </p>
    </section>
  );
}
