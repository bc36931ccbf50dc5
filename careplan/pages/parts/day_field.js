// A day: a text that is written YYYY-MM-DD in every language, and a button that opens the browser's own calendar.
// Needs `make` of the component that uses it; its looks are day_field.css.

const NO_DAY = "This is not a date. Write it as YYYY-MM-DD.";
const CALENDAR = "M2 3.5h12v10.5H2zM2 6.8h12M5 1.8v3M11 1.8v3";

/** Whether a text is a day that there is. */
function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * Return the text field and the nodes that belong beside each other. The text field says `input` and `change`, whichever
 * way the day came into it. `max` is the last day that the calendar offers.
 */
function dayField(id, { max } = {}) {
  const control = make("input", { id, type: "text", class: "day", placeholder: "YYYY-MM-DD", maxlength: "10", autocomplete: "off" });
  const calendar = make("input", { type: "date", class: "calendar", tabindex: "-1", "aria-hidden": "true", max });
  const open = make("button", { type: "button", class: "open-calendar", title: "Calendar" }, calendarSign());
  open.addEventListener("click", () => {
    calendar.value = isDay(control.value) ? control.value : "";
    calendar.showPicker();
  });
  for (const kind of ["input", "change"]) calendar.addEventListener(kind, (event) => event.stopPropagation());
  calendar.addEventListener("change", () => {
    control.value = calendar.value;
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
    control.focus();
  });
  return { control, open, node: make("span", { class: "day-field" }, control, calendar, open) };
}

/** The calendar is named after its field, which a screen reader meets first. */
function nameCalendar(open, label) {
  open.setAttribute("aria-label", `${label}: calendar`);
}

function calendarSign() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", CALENDAR);
  svg.append(path);
  return svg;
}
