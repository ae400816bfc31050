import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterId } from "../../../shared/base/ids.ts";
import { Button, ButtonLink } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { HostProgressBar } from "../shell/HostProgressBar.tsx";
import { useAction, useHost } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen } from "../shell/Screen.tsx";
import { goTo } from "../shell/useRoute.ts";
import { InviteCode, isInviteLink } from "./InviteCode.tsx";

export function JoinCharter() {
  const { t } = useTranslation();
  const action = useAction();
  const host = useHost();
  const [code, setCode] = useState("");
  const [address, setAddress] = useState("");
  const [isTried, setTried] = useState(false);
  const isLink = isInviteLink(code);
  /** A person who went to another place meanwhile stays there. */
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const missing = (value: string) => (isTried && value.trim() === "" ? t("welcome.missing") : null);

  const join = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() === "" || (!isLink && address.trim() === "")) return;
    const place = isLink ? null : address.trim();
    const open = (charter: CharterId): void => {
      if (isHere.current) goTo({ screen: "charter", charter, pane: "text" });
    };
    // A long log takes its time; what was agreed on can be read before.
    const stop = host.onEvent((heard) => {
      if (heard.kind === "arriving") open(heard.charter);
    });
    const joined = await action.run((api) => api.join({ code: code.trim(), address: place, stay: true }));
    stop();
    if (joined !== null) open(joined.charter);
  };

  return (
    <Screen title={t("join.title")} lead={t("join.lead")}>
      <form className="form paper" onSubmit={(event) => void join(event)} noValidate>
        <InviteCode code={code} onCode={setCode} fault={missing(code)} />
        {isLink ? (
          <p className="hint" role="status">
            {t("join.withLink")}
          </p>
        ) : (
          <Field
            label={t("join.address")}
            hint={t("join.addressHint")}
            value={address}
            onChange={setAddress}
            fault={missing(address)}
            isCode
          />
        )}
        {action.isBusy && <HostProgressBar what="meet" label={t("join.joining")} />}
        <ErrorNotice error={action.error} />
        <div className="row">
          <Button tone="primary" type="submit" isBusy={action.isBusy}>
            {t("join.join")}
          </Button>
          <ButtonLink to={routeHash({ screen: "library" })} tone="quiet">
            {t("app.cancel")}
          </ButtonLink>
        </div>
      </form>
    </Screen>
  );
}
