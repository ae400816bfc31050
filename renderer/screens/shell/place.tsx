/**
 * Places of the window that are loaded when they are first come to, so that a window starts with what it shows.
 * Owns: which places there are, and what is loaded of each. A place that could not be loaded is tried again when it is
 * drawn again. No Suspense: React holds what follows a fallback back for 300 ms, at each place within a place.
 */
import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

export interface Place<Props> {
  (props: Props): ReactNode;
  /** Begins to load it before it is drawn; whoever draws it hears of a fault. */
  load(): Promise<void>;
}

const places: Place<never>[] = [];

/** `open` imports the component. */
export function place<Props extends object>(open: () => Promise<ComponentType<Props>>): Place<Props> {
  const part = partOf(open);
  const made = (props: Props) => <Shown part={part} props={props} />;
  const known = Object.assign(made, { load: () => part.read().then(noFault, noFault) });
  places.push(known);
  return known;
}

function noFault(): void {}

interface Part<Props> {
  /** Null until it is here. */
  loaded(): ComponentType<Props> | null;
  read(): Promise<ComponentType<Props>>;
}

function partOf<Props>(open: () => Promise<ComponentType<Props>>): Part<Props> {
  let loaded: ComponentType<Props> | null = null;
  let loading: Promise<ComponentType<Props>> | null = null;
  return {
    loaded: () => loaded,
    read() {
      loading ??= open().then(
        (component) => {
          loaded = component;
          return component;
        },
        (fault: unknown) => {
          loading = null;
          throw fault;
        },
      );
      return loading;
    },
  };
}

function Shown<Props extends object>({ part, props }: { readonly part: Part<Props>; readonly props: Props }) {
  const { t } = useTranslation();
  const [, setLoaded] = useState(() => part.loaded() !== null);
  const [failed, setFailed] = useState<{ readonly fault: unknown } | null>(null);
  const Component = part.loaded();
  useEffect(() => {
    // What came between drawing and this is drawn now; what was drawn at once is not drawn again.
    let isShown = true;
    part.read().then(
      () => isShown && setLoaded(true),
      (fault: unknown) => isShown && setFailed({ fault }),
    );
    return () => {
      isShown = false;
    };
  }, [part]);
  if (failed !== null) throw failed.fault;
  if (Component !== null) return <Component {...props} />;
  return (
    <p className="calm" aria-busy="true">
      {t("app.opening")}
    </p>
  );
}

/** Loads one place after another while that is wanted, so that none is missing once the host has gone. */
export async function loadPlaces(isWanted: () => boolean): Promise<void> {
  for (const one of places) {
    if (!isWanted()) return;
    // A place that is loaded may bring further ones; they are at the end.
    await one.load();
  }
}
