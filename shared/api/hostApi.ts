/**
 * The contract between a user interface (window, command line, test) and its host, feature by feature.
 * Every method takes one plain object and answers a `Result`; nothing throws for an expected failure.
 * Document text reaches the window by y-websocket, not through here (`openText`).
 */
import type { CharterId, ProposalId } from "../base/ids.ts";
import type { AgreementsApi } from "./agreements.ts";
import type { AuthorshipApi } from "./authorship.ts";
import type { BoardApi } from "./board.ts";
import type { BracketsApi } from "./brackets.ts";
import type { BundlesApi } from "./bundles.ts";
import type { CommentsApi } from "./comments.ts";
import type { ConflictsApi } from "./conflicts.ts";
import type { DocumentsApi } from "./documents.ts";
import type { DraftsApi } from "./drafts.ts";
import type { HostError } from "./errors.ts";
import type { ForceApi } from "./force.ts";
import type { HistoryApi } from "./history.ts";
import type { JoiningApi } from "./joining.ts";
import type { KeysApi } from "./keys.ts";
import type { LibraryApi } from "./library.ts";
import type { NewsApi } from "./news.ts";
import type { PeersApi } from "./peers.ts";
import type { PeopleApi } from "./people.ts";
import type { RecordsApi } from "./records.ts";
import type { RelayApi } from "./relay.ts";
import type { RenewalApi } from "./renewal.ts";
import type { SuggestionsApi } from "./suggestions.ts";
import type { TextsApi } from "./texts.ts";

export interface HostApi
  extends PeopleApi,
    KeysApi,
    LibraryApi,
    TextsApi,
    SuggestionsApi,
    HistoryApi,
    NewsApi,
    AuthorshipApi,
    ConflictsApi,
    DraftsApi,
    BracketsApi,
    CommentsApi,
    BoardApi,
    PeersApi,
    RelayApi,
    BundlesApi,
    AgreementsApi,
    JoiningApi,
    ForceApi,
    RecordsApi,
    RenewalApi,
    DocumentsApi {}

export type HostEvent =
  /** `getKeys` or `getRecoveryWords` answers something else than before. Locked: windows forget what they show. */
  | { readonly kind: "keysChanged" }
  | { readonly kind: "libraryChanged" }
  /** `getListening` answers something else than before. */
  | { readonly kind: "listeningChanged" }
  /** `listNearby` answers something else than before. */
  | { readonly kind: "nearbyChanged" }
  /** Anything `getCharter`, `getTimeline` or `listCharters` shows of it may have changed. */
  | { readonly kind: "charterChanged"; readonly charter: CharterId }
  /** `getNews`, `getLostText` or what `listCharters` counts of news may be otherwise; not said for what this person types. */
  | { readonly kind: "newsChanged"; readonly charter: CharterId }
  /** `listConflicts` may answer something else than before. */
  | { readonly kind: "conflictsChanged"; readonly charter: CharterId }
  /** What was damaged has come again: it may be written. */
  | { readonly kind: "charterMended"; readonly charter: CharterId }
  /**
   * A long log is on its way: `CharterView.arriving`. Said while `join` goes on, at its beginning, and once more where an
   * agreed text can be read meanwhile, with its `proposal`.
   */
  | { readonly kind: "arriving"; readonly charter: CharterId; readonly proposal: ProposalId | null }
  /** Everything this Yjs client typed up to (not including) `clock` is on disk. */
  | { readonly kind: "saved"; readonly charter: CharterId; readonly clientId: number; readonly clock: number }
  /** A change could not be stored (full disk …): it is still in the window; nothing is lost while it stays open. */
  | { readonly kind: "notSaved"; readonly charter: CharterId; readonly error: HostError }
  | {
      readonly kind: "progress";
      readonly what: "meet" | "relay" | "import" | "read";
      readonly done: number;
      readonly total: number | null;
    };
