// Runs before the first paint, so it is no module: the chosen theme must be there before the page is seen,
// and what only works with scripts must not appear without them.
{
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // A browser that refuses storage follows the system's theme.
  }
}

// TensorFlow Playground keeps its state behind the #. Which keys mean what, the server knows (app/playground.py).
if (location.pathname === "/" && /^#[^#]*\b(?:activation|dataset|noise|seed|networkShape|learningRate|problem)=/.test(location.hash)) {
  location.replace(`/?from=playground&${location.hash.slice(1)}`);
}

// The picture comes first: what makes it answer would share the line with it. A page in a tab that nobody looks at is
// not painted until somebody does, but can be made ready.
{
  const { main, modules, plotly } = document.currentScript.dataset;

  const link = (attributes) => document.head.append(Object.assign(document.createElement("link"), attributes));
  const script = () => document.head.append(Object.assign(document.createElement("script"), { type: "module", src: main }));

  // No half of a page is painted, so nothing on it moves while the rest comes in.
  link({ rel: "expect", href: "#whole", blocking: "render" });

  const begin = () => {
    for (const href of modules.split(" ")) link({ rel: "modulepreload", href });
    if (plotly && matchMedia("(hover: hover)").matches) link({ rel: "preload", as: "script", href: plotly });
    if (document.readyState !== "loading") script();
    else addEventListener("DOMContentLoaded", script);
  };

  if (document.hidden) begin();
  else requestAnimationFrame(() => setTimeout(begin));
}
