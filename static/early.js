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
