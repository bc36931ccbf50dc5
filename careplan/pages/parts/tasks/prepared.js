// Lists that were prepared for the chips of a filter: which of them is drawn, and its rows, which are sent once for all.

/** Return what is to be drawn of what was sent: of prepared lists, the one whose chip was pressed last. */
function chosenOf(sent) {
  if (!sent.lists) return sent;
  const { name, chosen, answered } = sent.filter;
  const list = sent.lists[standing(name, chosen, answered)] ?? sent.lists[chosen];
  const rows = new Map(sent.rows.map((row) => [row.id, row]));
  const groups = list.groups.map((group) => ({ ...group, rows: group.rows.map((id) => rows.get(id)) }));
  return { ...sent, ...list, groups, strip: { ...sent.strip, count: list.count } };
}

/** Return a row by its task wherever it is, also in a list that is not drawn now. */
function knownRow(list, id) {
  return list.rows.get(id)?.row ?? list.sent.rows?.find((row) => row.id === id);
}
