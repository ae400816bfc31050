/** What stops a form may be off the screen: the first field at fault gets the focus, and so comes into view. */
export function showFirstFault(form: Element): void {
  // The faults are drawn by then.
  requestAnimationFrame(() => {
    const field = form.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (field !== null) field.focus();
    else form.querySelector(".fault")?.scrollIntoView({ block: "center" });
  });
}
