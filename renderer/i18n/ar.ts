/** كل كلمات النافذة بالعربية. Every word of the window, in Arabic. */

import { agreement } from "./ar/agreement.ts";
import { authorship } from "./ar/authorship.ts";
import { brackets } from "./ar/brackets.ts";
import { charter } from "./ar/charter.ts";
import { conditions } from "./ar/conditions.ts";
import { conflicts } from "./ar/conflicts.ts";
import { consent } from "./ar/consent.ts";
import { keeping } from "./ar/keeping.ts";
import { keys } from "./ar/keys.ts";
import { library } from "./ar/library.ts";
import { meeting } from "./ar/meeting.ts";
import { negotiating } from "./ar/negotiating.ts";
import { news } from "./ar/news.ts";
import { people } from "./ar/people.ts";
import { playback } from "./ar/playback.ts";
import { propose } from "./ar/propose.ts";
import { settings } from "./ar/settings.ts";
import { shell } from "./ar/shell.ts";
import { signing } from "./ar/signing.ts";
import { suggestions } from "./ar/suggestions.ts";
import { text } from "./ar/text.ts";
import { timeline } from "./ar/timeline.ts";
import { verify } from "./ar/verify.ts";
import { welcome } from "./ar/welcome.ts";
import type { en } from "./en.ts";
import type { Arabic } from "./words.ts";

export const ar: Arabic<typeof en> = {
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
