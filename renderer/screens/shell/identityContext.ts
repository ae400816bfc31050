import { createContext, useContext } from "react";
import type { Identity } from "../../../shared/api/keys.ts";

export const IdentityContext = createContext<Identity | null>(null);

export function useIdentity(): Identity {
  const identity = useContext(IdentityContext);
  if (identity === null) throw new Error("this screen is drawn only for somebody");
  return identity;
}
