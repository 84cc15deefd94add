import { axisKey, axisName, type FigureJson, figureJson } from "../plot/figure-json.ts";
import { seriesLine } from "../plot/palette.ts";
import { type Curve, heading, label, MARGIN, PANEL, PLOT, range } from "./curve-svg.ts";

/**
 * The drawing of `curveSvg` as plotly's JSON: hovering shows the values of each epoch, and JupyterLab displays it in
 * untrusted notebooks too, unlike SVG.
 *
 * @param curves at least one
 * @param epochs first and last epoch of the training, counted from 1
 */
export function curveFigure(
  curves: readonly Curve[],
  { first, last }: { first: number; last: number },
): FigureJson {
  const width = PANEL.width * curves.length;
  const inner = width - MARGIN.left - MARGIN.right;
  const annotations: object[] = [];
  const layout: Record<string, unknown> = {
    width,
    height: PANEL.height,
    margin: { l: MARGIN.left, r: MARGIN.right, t: MARGIN.top, b: MARGIN.bottom },
    showlegend: false,
    hovermode: "x",
    annotations,
  };
  const data = curves.flatMap(({ name, values, validation }, panel) => {
    const [xaxis, yaxis] = [axisName("x", panel), axisName("y", panel)];
    const ends = range([...values, ...(validation ?? [])].filter(Number.isFinite));
    const axis = { showgrid: false, zeroline: false, showline: true, tickfont: { size: 11 } };
    layout[axisKey("x", panel)] = {
      ...axis,
      domain: [(PANEL.width * panel) / inner, (PANEL.width * panel + PLOT.width) / inner],
      anchor: yaxis,
      range: [first, Math.max(last, first + 1)],
      tickvals: [first],
    };
    layout[axisKey("y", panel)] = {
      ...axis,
      anchor: xaxis,
      range: ends,
      tickvals: ends,
      ticktext: ends.map(label),
    };
    const at = { xref: `${xaxis} domain`, yref: `${yaxis} domain`, showarrow: false };
    annotations.push(
      {
        ...at,
        x: 0,
        y: 1,
        xanchor: "left",
        yanchor: "bottom",
        yshift: 4,
        text: `<b>${heading({ name, values, validation })}</b>`,
      },
      {
        ...at,
        x: 1,
        y: 0,
        xanchor: "right",
        yanchor: "top",
        text: last > first ? `epoch ${last}` : "",
        font: { size: 11 },
      },
    );
    return [values, validation].flatMap((line, i) =>
      line === undefined
        ? []
        : [
            {
              type: "scatter",
              name: i === 0 ? name : `val_${name}`,
              x0: first,
              y: Float32Array.from(line),
              xaxis,
              yaxis,
              connectgaps: true,
              hovertemplate: "epoch %{x}: %{y:.4f}",
              ...seriesLine(i, i === 0 ? undefined : "dash"),
            },
          ],
    );
  });
  return figureJson(data, layout);
}
