/** Where a link may lead. Anything else is text without a link, in the editor, in Markdown and in frozen content. */
const allowedHref = /^(?:https?:\/\/|mailto:)[^\s<>"`\\\p{Cc}]+$/iu;
const maxHrefLength = 2000;

export const isAllowedHref = (href: unknown): href is string =>
  typeof href === "string" && href.length <= maxHrefLength && allowedHref.test(href);
