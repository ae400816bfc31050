/** Every word of the window, in English, one file for each room of the screens. `ar.ts` has the same keys: a missing one does not compile. */

import { agreement } from "./en/agreement.ts";
import { authorship } from "./en/authorship.ts";
import { brackets } from "./en/brackets.ts";
import { charter } from "./en/charter.ts";
import { conditions } from "./en/conditions.ts";
import { conflicts } from "./en/conflicts.ts";
import { consent } from "./en/consent.ts";
import { keeping } from "./en/keeping.ts";
import { keys } from "./en/keys.ts";
import { library } from "./en/library.ts";
import { meeting } from "./en/meeting.ts";
import { negotiating } from "./en/negotiating.ts";
import { news } from "./en/news.ts";
import { people } from "./en/people.ts";
import { playback } from "./en/playback.ts";
import { propose } from "./en/propose.ts";
import { settings } from "./en/settings.ts";
import { shell } from "./en/shell.ts";
import { signing } from "./en/signing.ts";
import { suggestions } from "./en/suggestions.ts";
import { text } from "./en/text.ts";
import { timeline } from "./en/timeline.ts";
import { verify } from "./en/verify.ts";
import { welcome } from "./en/welcome.ts";

export const en = {
  ...shell,
  ...welcome,
  ...library,
  ...charter,
  ...text,
  ...suggestions,
  ...authorship,
  ...conflicts,
  ...brackets,
  ...playback,
  ...negotiating,
  ...people,
  ...meeting,
  ...news,
  ...conditions,
  ...propose,
  ...timeline,
  ...signing,
  ...consent,
  ...keeping,
  ...agreement,
  ...verify,
  ...settings,
  ...keys,
};
