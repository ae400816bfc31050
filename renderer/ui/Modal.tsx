import type { ReactNode } from "react";
import { Modal as AriaModal, Dialog, Heading, ModalOverlay } from "react-aria-components";

/** A dialog over the page; on a small screen it rises from the lower edge. */
export function Modal(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** An alert dialog asks before something that cannot be taken back; it does not close by a click outside. */
  readonly isAlert?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={props.isOpen}
      isDismissable={!props.isAlert}
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <AriaModal className="modal">
        <Dialog className="dialog" role={props.isAlert ? "alertdialog" : "dialog"}>
          <Heading slot="title" className="dialog-title">
            {props.title}
          </Heading>
          {props.children}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}
