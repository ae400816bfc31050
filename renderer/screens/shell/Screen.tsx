import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../../shared/api/errors.ts";
import { ErrorNotice } from "../../ui/Notice.tsx";
import type { Live } from "./hostContext.tsx";

/** A page with its heading. The heading takes the focus when the page is come to, so that it is read out. */
export function Screen(props: {
  readonly title: string;
  readonly lead?: string;
  readonly back?: ReactNode;
  readonly actions?: ReactNode;
  readonly width?: "narrow" | "wide";
  readonly children: ReactNode;
}) {
  return (
    <div className={`screen ${props.width ?? "narrow"}`}>
      {props.back}
      <div className="screen-head">
        <ScreenTitle title={props.title} />
        {props.actions !== undefined && <div className="row">{props.actions}</div>}
      </div>
      {props.lead !== undefined && <p className="lead">{props.lead}</p>}
      {props.children}
    </div>
  );
}

export function ScreenTitle({ title, isHidden = false }: { readonly title: string; readonly isHidden?: boolean }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The first page of a session is read from its top anyway.
    if (document.activeElement === document.body && !document.documentElement.hasAttribute("data-moved")) return;
    heading.current?.focus();
  }, []);
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);
  return (
    <h1 ref={heading} tabIndex={-1} className={isHidden ? "visually-hidden" : "screen-title"}>
      <bdi>{title}</bdi>
    </h1>
  );
}

/** What is shown while something is read, and where it cannot be. */
export function Waiting<T>({
  live,
  words,
  children,
}: {
  readonly live: Live<T>;
  readonly words?: string;
  readonly children: (value: T) => ReactNode;
}) {
  const { t } = useTranslation();
  if (live.phase === "loading") return <p className="calm">{words ?? t("app.opening")}</p>;
  if (live.phase === "failed") return <ErrorNotice error={live.error satisfies HostError} />;
  return children(live.value);
}
