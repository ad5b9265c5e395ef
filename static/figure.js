// Results into figures for Plotly, as plain data: no DOM, no drawing, the same answer for the same arguments.

export { boundaryFigure, decode } from "./figure-boundary.js";
export { curveFigure, longest, lossFigure } from "./figure-curves.js";
