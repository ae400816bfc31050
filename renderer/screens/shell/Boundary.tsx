/**
 * Keeps a place that could not be drawn from taking the rest of the window with it: React empties everything up to the
 * next boundary. Owns: whether its place failed. Its user gives it a new `key` where another place is shown.
 */
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";

interface Props {
  /** Stands around the words where the place is one of a list. */
  readonly as?: "li";
  readonly children: ReactNode;
}

export class Boundary extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    const failed = <Failed onAgain={() => this.setState({ hasFailed: false })} />;
    return this.props.as === "li" ? <li className="card paper">{failed}</li> : failed;
  }
}

function Failed({ onAgain }: { readonly onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice tone="bad" title={t("app.placeFailed")} isLive>
      <p>{t("app.placeFailedNext")}</p>
      <Button onPress={onAgain}>{t("app.again")}</Button>
    </Notice>
  );
}
