// Positions of a report are code points; strings of JavaScript count UTF-16 units. Text hides the difference.

export class Text {
  constructor(text) {
    this.text = text;
    this.offsets = null;
    if (/[\ud800-\udfff]/.test(text)) {
      const offsets = new Uint32Array(text.length + 1);
      let count = 0;
      for (let at = 0; at < text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) offsets[count++] = at;
      offsets[count] = text.length;
      this.offsets = offsets.subarray(0, count + 1);
    }
  }

  slice(start, end) {
    return this.offsets ? this.text.slice(this.offsets[start], this.offsets[end]) : this.text.slice(start, end);
  }
}

// The same change without the characters that stay: 二十精神→二十大精神 puts in 大.
export function minimalEdit(start, found, replacement) {
  const old = Array.from(found), fresh = Array.from(replacement);
  const most = Math.min(old.length, fresh.length);
  let head = 0, tail = 0;
  while (head < most && old[head] === fresh[head]) head++;
  while (tail < most - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail++;
  return { start: start + head, end: start + old.length - tail, text: fresh.slice(head, fresh.length - tail).join("") };
}

export function clash(one, other) {
  return one.start === other.start || (one.start < other.end && other.start < one.end);
}

// Stretches of start…end, each with the marks that cover it; edits delete stretches and put texts in. A mark without
// length, or one that is wide (a whole paragraph), has a sign where it begins.
export function pieces(start, end, marks, edits) {
  const cuts = new Set([start, end]);
  for (const row of [...marks, ...edits]) {
    if (row.start > start && row.start < end) cuts.add(row.start);
    if (row.end > start && row.end < end) cuts.add(row.end);
  }
  const places = [...cuts].sort((one, other) => one - other);
  const found = [];
  const putIn = (place, last) => {
    for (const edit of edits) {
      const at = Math.min(edit.end, end);
      if (edit.text && at === place && (place < end || last)) found.push({ insert: edit.text, id: edit.id });
    }
    for (const mark of marks) {
      if ((mark.start === mark.end || mark.wide) && Math.max(mark.start, start) === place && (place < end || last)) {
        found.push({ sign: mark.wide ? "!" : "‸", ids: [mark.id] });
      }
    }
  };
  for (let index = 0; index + 1 < places.length; index++) {
    const from = places[index], to = places[index + 1];
    putIn(from, false);
    found.push({
      start: from,
      end: to,
      ids: marks.filter((mark) => mark.start <= from && to <= mark.end).map((mark) => mark.id),
      deleted: edits.some((edit) => edit.start <= from && to <= edit.end),
    });
  }
  putIn(end, true);
  return found;
}
