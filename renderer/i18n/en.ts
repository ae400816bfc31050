/** Every word of the window, in English, one file for each room of the screens. `ar.ts` has the same keys: a missing one does not compile. */

import { authorship } from "./en/authorship.ts";
import { charter } from "./en/charter.ts";
import { keys } from "./en/keys.ts";
import { library } from "./en/library.ts";
import { meeting } from "./en/meeting.ts";
import { people } from "./en/people.ts";
import { propose } from "./en/propose.ts";
import { settings } from "./en/settings.ts";
import { shell } from "./en/shell.ts";
import { signing } from "./en/signing.ts";
import { text } from "./en/text.ts";
import { timeline } from "./en/timeline.ts";
import { unread } from "./en/unread.ts";
import { verify } from "./en/verify.ts";
import { welcome } from "./en/welcome.ts";

export const en = {
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
