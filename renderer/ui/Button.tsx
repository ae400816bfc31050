import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";

export type Tone = "plain" | "primary" | "danger" | "quiet";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  readonly tone?: Tone;
  /** Its work is under way. It keeps the focus, which a disabled button would lose. */
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}

export function Button({ tone = "plain", isBusy = false, ...props }: ButtonProps) {
  return <AriaButton {...props} className={`button ${tone}`} {...(isBusy ? { "aria-disabled": true } : {})} />;
}

/** A link that looks like a button: it leads somewhere, it does nothing. */
export function ButtonLink({ to, tone = "plain", children }: { to: string; tone?: Tone; children: ReactNode }) {
  return (
    <a className={`button ${tone}`} href={to}>
      {children}
    </a>
  );
}
