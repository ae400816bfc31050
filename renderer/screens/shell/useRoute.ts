import { useSyncExternalStore } from "react";
import { parseRoute, type Route, routeHash } from "./routes.ts";

function onHashChange(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(onHashChange, () => location.hash));
}

export function goTo(route: Route): void {
  location.hash = routeHash(route);
}
