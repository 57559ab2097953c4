// What devices state for a test: a chart with the threshold in it, and a slider that counts what is left, all from
// numbers in the page. Without this script the table and the form do the same.
"use strict";

const language = document.documentElement.lang;

function colours(place) {
  const style = getComputedStyle(place);
  const of = (name) => style.getPropertyValue(name).trim();
  return { met: of("--accent"), other: of("--bar"), ink: of("--ink"), quiet: of("--quiet"), line: of("--line") };
}

function drawn(place, data, words) {
  const { met, other, ink, quiet, line } = colours(place);
  const isMet = ([start, end]) => (data.upward ? start >= data.moved : end <= data.moved);
  const heights = (wanted) => data.bars.map((bar) => (isMet(bar) === wanted ? bar[2] : null));
  const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "13px system-ui" };
  const number = (value) => value.toLocaleString(language);
  // a bar ends where it says; the first may begin later than its width would have it, and is cut off there
  const paths = uPlot.paths.bars({ size: [0.96, Infinity], align: -1 });
  const threshold = (plot) => {
    const [x, top, height] = [plot.valToPos(data.moved, "x", true), plot.bbox.top, plot.bbox.height];
    plot.ctx.fillStyle = ink;
    plot.ctx.fillRect(x - devicePixelRatio, top, 2 * devicePixelRatio, height);
  };
  const chart = new uPlot({
    width: place.clientWidth, height: 260, legend: { show: false }, cursor: { show: false }, padding: [12, 12, 0, 0],
    scales: {
      x: { time: false, range: [data.bars[0][0], data.bars.at(-1)[1]] },
      y: { range: (plot, low, high) => [0, high * 1.05] },
    },
    axes: [
      { ...axis, label: words.values, labelFont: axis.font, values: (plot, at) => at.map(number) },
      { ...axis, label: words.count, labelFont: axis.font, size: 64, values: (plot, at) => at.map(number) },
    ],
    series: [{}, { fill: other, paths, points: { show: false } }, { fill: met, paths, points: { show: false } }],
    hooks: { draw: [threshold] },
  }, [data.bars.map((bar) => bar[1]), heights(false), heights(true)], place);
  return { chart, follow: () => chart.setData([chart.data[0], heights(false), heights(true)]) };
}

function live(section) {
  const data = JSON.parse(section.dataset.spread);
  const place = section.querySelector(".chart");
  const [slider, field] = ["range", "number"].map((type) => section.querySelector(`input[type=${type}]`));
  const cells = [...section.querySelectorAll("[data-left]")];
  const words = { ...place.dataset };
  let picture = null;

  const draw = () => {
    picture?.chart.destroy();
    picture = drawn(place, data, words);
  };
  const told = (value, decimals = 0) =>
    value.toLocaleString(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const show = (left) => {
    data.moved = left[0];
    cells.forEach((cell, at) => { cell.textContent = told(left[at], at ? 0 : data.decimals); });
    const unit = words.unit && ` (${words.unit})`;
    slider.setAttribute("aria-valuetext", `${cells[0].textContent}${unit}: ${cells[1].textContent} ${words.count}`);
    picture.follow();
  };
  const nearest = () => data.positions.reduce((best, left, at) =>
    (Math.abs(left[0] - data.moved) < Math.abs(data.positions[best][0] - data.moved) ? at : best), 0);

  place.hidden = false;
  section.querySelector(".sliding").hidden = false;
  section.querySelector("details").open = false;
  slider.max = data.positions.length - 1;
  slider.value = nearest();
  slider.addEventListener("input", () => {
    show(data.positions[slider.value]);
    field.value = data.moved.toFixed(data.decimals);
  });
  // a number between two places of the slider is counted by the server, when the form is sent
  field.addEventListener("input", () => {
    const left = data.positions.find(([at]) => at === field.valueAsNumber);
    if (left) {
      show(left);
      slider.value = data.positions.indexOf(left);
    }
  });
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(() => picture.chart.setSize({ width: place.clientWidth, height: 260 })).observe(section);
}

document.querySelectorAll("[data-spread]").forEach(live);
