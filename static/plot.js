// The only file that knows Plotly: loads it, draws figures with it, keeps them as large as their element.

let loading = null;
let ask;
const asked = new Promise((resolve) => { ask = resolve; }); // for Plotly: what is to be drawn before waits
const waiting = new Map(); // element -> {figure, settle}: the newest figure that is not drawn yet
const drawn = new Map(); // element -> the figure it shows
const ready = []; // decoded images; the browser forgets one to which nothing refers
const MOST_READY = 8;
let scheduled = false;

const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => redraw(target)));

/** Load plotly.js once; a promise that is kept when figures can be drawn. */
export function loadPlotly(url) {
  loading ??= globalThis.Plotly ? Promise.resolve() : addScript(url);
  ask();
  return loading;
}

/**
 * Show a figure in an element at the next animation frame; whatever else the element held makes way.
 * @returns {Promise<boolean>} whether it was drawn; false when a newer figure, or purge, overtook it
 */
export function draw(element, figure) {
  waiting.get(element)?.settle(false);
  return new Promise((settle, fail) => {
    waiting.set(element, { figure, settle, fail });
    schedule();
  });
}

/** Forget an element: its figure, its listeners, and what was waiting to be drawn in it. */
export function purge(element) {
  waiting.get(element)?.settle(false);
  waiting.delete(element);
  sizes.unobserve(element);
  if (drawn.delete(element)) globalThis.Plotly.purge(element);
}

function addScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loading = null; // so that a later call can try again
      script.remove();
      reject(new Error(`The script ${url} could not be loaded.`));
    });
    document.head.append(script);
  });
}

function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(drawWaiting);
}

async function drawWaiting() {
  // All are measured before the first is drawn: to measure between two drawings would lay the page out in between.
  const jobs = [...waiting].map(([element, job]) => [element, job, sized(job.figure.layout, element)]);
  waiting.clear();
  const isNew = ([element]) => !drawn.has(element);
  await Promise.all(jobs.filter((job) => !isNew(job)).map((job) => drawOne(...job)));
  // A first drawing takes as long as ten others; between two of them the page can answer.
  for (const job of jobs.filter(isNew)) await pause().then(() => drawOne(...job));
  scheduled = false;
  if (waiting.size) schedule();
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve));
}

async function drawOne(element, { figure, settle, fail }, layout) {
  try {
    await asked;
    await Promise.all([loading, ...(layout.images ?? []).map(({ source }) => decoded(source))]);
    await globalThis.Plotly.react(element, figure.data, layout, figure.config);
    drawn.set(element, figure);
    sizes.observe(element);
    takePlace(element).then(() => settle(true)); // the next one need not wait for it
  } catch (error) {
    fail(error);
  }
}

// An image that is not decoded when it comes into the page would be missing there for a frame.
async function decoded(source) {
  if (ready.some((image) => image.src === source)) return;
  const image = new Image();
  image.src = source;
  await image.decode();
  ready.push(image);
  if (ready.length > MOST_READY) ready.shift();
}

function sized(layout, element) {
  const [width, height] = [element.clientWidth, element.clientHeight];
  return { ...layout, width, height, images: layout.images?.map((image) => (image.svg === undefined ? image : { ...image, source: imageOf(image.svg, width, height) })) };
}

function imageOf(svg, width, height) {
  return `data:image/svg+xml;base64,${btoa(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`)}`;
}

// The server's picture stays until Plotly's lies in its place, painted; till then the style sheet hides the new one.
async function takePlace(element) {
  const others = () => [...element.children].filter((child) => !child.classList.contains("plot-container"));
  if (others().length) await painted();
  others().forEach((child) => child.remove());
}

function painted() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

function redraw(element) {
  const figure = drawn.get(element);
  if (!figure || waiting.has(element) || fits(element)) return;
  draw(element, figure);
}

function fits(element) {
  const { width, height } = element.layout;
  return !element.clientWidth || (width === element.clientWidth && height === element.clientHeight);
}
