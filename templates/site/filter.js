// Finds runs by words and by state; without it the whole list is there to read.
const box = document.querySelector(".filter");
if (box) {
  const [find, state, count] = box.children;
  const runs = [...document.querySelectorAll(".runs tbody")].map((row) => [row, row.textContent.toLowerCase() + " " + row.id, row.querySelector(".state").textContent]);
  const show = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text, ended] of runs) {
      const fits = (!state.value || state.value === ended) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = shown === runs.length ? "" : `${shown} of ${runs.length}`;
  };
  find.addEventListener("input", show);
  state.addEventListener("change", show);
  box.hidden = runs.length < 2;
  show();
}
