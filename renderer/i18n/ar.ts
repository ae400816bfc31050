/** كل كلمات النافذة بالعربية. Every word of the window, in Arabic. */

import { authorship } from "./ar/authorship.ts";
import { charter } from "./ar/charter.ts";
import { keys } from "./ar/keys.ts";
import { library } from "./ar/library.ts";
import { meeting } from "./ar/meeting.ts";
import { people } from "./ar/people.ts";
import { propose } from "./ar/propose.ts";
import { settings } from "./ar/settings.ts";
import { shell } from "./ar/shell.ts";
import { signing } from "./ar/signing.ts";
import { text } from "./ar/text.ts";
import { timeline } from "./ar/timeline.ts";
import { unread } from "./ar/unread.ts";
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
  ...authorship,
  ...people,
  ...meeting,
  ...unread,
  ...propose,
  ...timeline,
  ...signing,
  ...verify,
  ...settings,
  ...keys,
};
