import { useTranslation } from "react-i18next";
import type { CharterId } from "../../../shared/base/ids.ts";
import { readLanguage } from "../../i18n/language.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { useAction } from "../shell/hostContext.tsx";

/** The days of a charter as a file that calendars of computers and telephones read. */
export function SaveCalendar({ charter }: { readonly charter: CharterId }) {
  const { t, i18n } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const save = async () => {
    const language = readLanguage(i18n.language);
    const file = await action.run((api) => api.getCalendar({ charter, language }));
    if (file === null) return;
    saveFile(file.name, file.bytes, "text/calendar");
    announcer.show(t("timeline.exported", { name: file.name }));
  };
  return (
    <>
      <Button isBusy={action.isBusy} onPress={() => void save()}>
        {t("promises.calendar")}
      </Button>
      <ErrorNotice error={action.error} />
    </>
  );
}
