// What was pressed among the chips above a list. Chips and list are two scripts, which meet here.

/** Sent to the window when a chip was pressed: a list that has what the chip names at hand draws it at once. */
const PRESSED = "careplan-pressed";

/** The last press: its number, and what was chosen by it and by those before it that were not answered either. */
const pressed = (window.careplanPressed ??= { number: 0, chosen: {}, again() {} });

/**
 * Return what of a choice is to be shown. A drawing says how many presses the server knew of when it was made: it may
 * answer an older press, and takes back none that came after it.
 */
function standing(name, chosen, answered) {
  return pressed.number > answered ? pressed.chosen[name] ?? chosen : chosen;
}
