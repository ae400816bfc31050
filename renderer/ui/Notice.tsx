import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../shared/api/errors.ts";
import { describeError } from "../../shared/api/errorWords.ts";
import { readLanguage } from "../i18n/language.ts";
import { Icon, type IconName } from "./Icon.tsx";

export type NoticeTone = "info" | "good" | "warn" | "bad";

const icons: Readonly<Record<NoticeTone, IconName>> = { info: "clock", good: "check", warn: "alert", bad: "cross" };

export function Notice(props: {
  readonly tone: NoticeTone;
  readonly title: string;
  readonly children?: ReactNode;
  /** Read out as soon as it appears. */
  readonly isLive?: boolean;
}) {
  const role = props.isLive ? (props.tone === "bad" ? "alert" : "status") : undefined;
  return (
    <div className={`notice ${props.tone}`} {...(role === undefined ? {} : { role })}>
      <Icon name={icons[props.tone]} />
      <div>
        <p className="notice-title">{props.title}</p>
        {props.children !== undefined && <div className="notice-body">{props.children}</div>}
      </div>
    </div>
  );
}

/** What happened, and what to do; brought into view, since what failed may have been pressed far above. */
export function ErrorNotice({ error }: { readonly error: HostError | null }) {
  const { i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error !== null) place.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  if (error === null) return null;
  const words = describeError(error, readLanguage(i18n.language));
  return (
    <div ref={place}>
      <Notice tone={error.kind === "cancelled" ? "info" : "bad"} title={words.title} isLive>
        {words.next}
      </Notice>
    </div>
  );
}
