/* Pictures of a chart in other sizes and looks, made by the chart library in the reader's browser.
 *
 * <form class="mr-picture" data-figure="url" data-name="file name">. The figure's file holds "picture": what replaces parts of the layout
 * in a picture, so that title, conditions, source and address stand inside it as they do in the site's own.
 */
(function () {
  "use strict";

  /** The whole figure for a picture of so many pixels: the form's own proportions, else its height on that width. */
  function pictured(figure, look, pixels) {
    const { charts } = window.meshResults;
    const layout = charts.narrowed(figure.layout, figure.picture);
    const scale = Math.min(pixels.width / layout.width, pixels.height / layout.height);
    const ground = look.layout.annotationdefaults.bgcolor;
    return {
      scale,
      data: figure.data,
      layout: {
        ...layout,
        width: pixels.width / scale,
        height: pixels.height / scale,
        template: look,
        paper_bgcolor: ground,
        plot_bgcolor: ground,
      },
    };
  }

  function size(text) {
    const [width, height] = text.split("x").map(Number);
    return { width, height };
  }

  async function make(form) {
    const { charts } = window.meshResults;
    const { size: asked, look, format } = Object.fromEntries(new FormData(form));
    const pixels = size(asked);
    const url = new URL(form.dataset.figure, document.baseURI);
    const [looks, figure] = await Promise.all([charts.tools(), charts.load(url)]);
    const { scale, data, layout } = pictured(figure, looks[look], pixels);
    const options = { format, width: layout.width, height: layout.height, scale: format === "svg" ? 1 : scale };
    const address = await window.Plotly.toImage({ data, layout }, options);
    save(address, [form.dataset.name, asked, look].join("-") + "." + format);
  }

  function save(address, name) {
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
  }

  function ready(form) {
    const status = form.querySelector("[role=status]");
    const button = form.querySelector("button");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      status.textContent = "Drawing …";
      try {
        await make(form);
        status.textContent = "Made.";
      } catch (problem) {
        status.textContent = "The picture could not be made (" + problem.message + ").";
      }
      button.disabled = false;
    });
  }

  if (typeof module !== "undefined") module.exports = { size };
  else document.querySelectorAll("form.mr-picture").forEach(ready);
})();
