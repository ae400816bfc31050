import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fingerprint } from "../../../shared/base/fingerprint.ts";
import { changeLanguage } from "../../i18n/i18n.ts";
import { readLanguage, storeLanguage } from "../../i18n/language.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { Toggle } from "../../ui/Toggle.tsx";
import { KeySettings } from "../keys/KeySettings.tsx";
import { useIdentity } from "../shell/identityContext.ts";
import { useListening } from "../shell/listening.tsx";
import { readPort, readPresence, readSpelling, storePresence, storeSpelling } from "../shell/preferences.ts";
import { Screen } from "../shell/Screen.tsx";
import { SheetNotice } from "../welcome/SheetNotice.tsx";
import { FaceSettings } from "./FaceSettings.tsx";
import { LookSettings } from "./LookSettings.tsx";
import { SheetSettings } from "./SheetSettings.tsx";

export function Settings() {
  const { t, i18n } = useTranslation();
  const [isPresent, setPresent] = useState(() => readPresence(localStorage));
  return (
    <Screen title={t("settings.title")}>
      <section className="paper">
        <Radios
          label={t("settings.language")}
          value={readLanguage(i18n.language)}
          isInline
          onChange={(language) => {
            storeLanguage(localStorage, language);
            void changeLanguage(i18n, language);
          }}
          options={[
            { value: "en", label: t("settings.english") },
            { value: "ar", label: t("settings.arabic") },
          ]}
        />
      </section>
      <LookSettings />
      <section className="paper">
        <h2>{t("settings.presence")}</h2>
        <Toggle
          label={t("settings.presenceSwitch")}
          isOn={isPresent}
          onChange={(isOn) => {
            storePresence(localStorage, isOn);
            setPresent(isOn);
          }}
        />
        <p className="hint">{t("settings.presenceHint")}</p>
      </section>
      <SpellingSettings />
      <ListenSettings />
      <FaceSettings />
      <SheetNotice />
      <SheetSettings />
      <KeySettings />
      <IdentityFacts />
    </Screen>
  );
}

/** Electron fetches dictionaries from the network for its spell checker, so that the desktop's window has none. */
function SpellingSettings() {
  const { t } = useTranslation();
  const [isOn, setOn] = useState(() => readSpelling(localStorage));
  if (location.protocol === "tessera:") return null;
  return (
    <section className="paper">
      <h2>{t("settings.spelling")}</h2>
      <Toggle
        label={t("settings.spellingSwitch")}
        isOn={isOn}
        onChange={(isOn) => {
          storeSpelling(localStorage, isOn);
          setOn(isOn);
        }}
      />
      <p className="hint">{t("settings.spellingHint")}</p>
    </section>
  );
}

function ListenSettings() {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const listening = useListening();
  const [port, setPort] = useState("");
  const [isBad, setBad] = useState(false);
  const start = async () => {
    const chosen = port.trim() === "" ? null : readPort(port.trim());
    setBad(port.trim() !== "" && chosen === null);
    if (port.trim() !== "" && chosen === null) return;
    const addresses = await listening.start(chosen);
    if (addresses !== null) announcer.show(t("settings.listening", { addresses: addresses.join(", ") }));
  };
  return (
    <section className="paper">
      <h2>{t("settings.listenTitle")}</h2>
      {listening.addresses === null ? (
        <div className="form">
          <Field
            label={t("settings.port")}
            hint={t("settings.portHint")}
            type="number"
            value={port}
            onChange={setPort}
            fault={isBad ? t("settings.badPort") : null}
            isOptional
          />
          <div className="row">
            <Button isBusy={listening.isBusy} onPress={() => void start()}>
              {t("settings.listen")}
            </Button>
          </div>
        </div>
      ) : (
        <>
          <p>{t("settings.listening", { addresses: listening.addresses.join(", ") })}</p>
          <div className="row">
            <Button
              isBusy={listening.isBusy}
              onPress={() => void listening.stop().then(() => announcer.show(t("settings.stopped")))}
            >
              {t("settings.stop")}
            </Button>
          </div>
        </>
      )}
      <ErrorNotice error={listening.error} />
    </section>
  );
}

function IdentityFacts() {
  const { t } = useTranslation();
  const identity = useIdentity();
  return (
    <section className="paper">
      <h2>{t("settings.identity")}</h2>
      <dl className="facts">
        <dt>{t("settings.person")}</dt>
        <dd>
          <bdi>{identity.person}</bdi>
        </dd>
        <dt>{t("settings.device")}</dt>
        <dd>
          <bdi>{identity.device.name}</bdi>
        </dd>
        <dt>{t("settings.deviceKey")}</dt>
        <dd>
          <code dir="ltr">{fingerprint(identity.device.id)}</code>
        </dd>
        <dt>{t("settings.party")}</dt>
        <dd>{identity.party === null ? t("settings.noParty") : <bdi>{identity.party.name}</bdi>}</dd>
        {identity.party !== null && (
          <>
            <dt>{t("settings.partyKey")}</dt>
            <dd>
              <code dir="ltr">{fingerprint(identity.party.id)}</code>
            </dd>
          </>
        )}
        <dt>{t("settings.dataDirectory")}</dt>
        <dd>
          <code dir="ltr">{identity.dataDirectory}</code>
        </dd>
      </dl>
      <p className="hint">{t("settings.data")}</p>
    </section>
  );
}
