/** What the days of a charter are called in a calendar. */

interface CalendarWords {
  closes(title: string): string;
  begins(title: string): string;
  ends(title: string): string;
  renew(title: string): string;
  review(title: string): string;
  due(words: string): string;
  clause(number: string): string;
}

const english: CalendarWords = {
  closes: (title) => `Last day to ratify “${title}”`,
  begins: (title) => `“${title}” enters into force`,
  ends: (title) => `“${title}” ends`,
  renew: (title) => `Time to renew “${title}”`,
  review: (title) => `The parties meet about “${title}”`,
  due: (words) => `Due: ${words}`,
  clause: (number) => `Clause ${number}`,
};

const arabic: CalendarWords = {
  closes: (title) => `آخر يوم للتصديق على «${title}»`,
  begins: (title) => `يبدأ نفاذ «${title}»`,
  ends: (title) => `ينتهي «${title}»`,
  renew: (title) => `حان تجديد «${title}»`,
  review: (title) => `تجتمع الأطراف بشأن «${title}»`,
  due: (words) => `موعد الوفاء: ${words}`,
  clause: (number) => `البند ${number}`,
};

export const calendarWords: Readonly<Record<"en" | "ar", CalendarWords>> = { en: english, ar: arabic };
