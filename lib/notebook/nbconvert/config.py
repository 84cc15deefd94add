"""What nbconvert needs to know to make the day's pages: `jupyter nbconvert --config lib/notebook/nbconvert/config.py`."""

import json
import re
from pathlib import Path

c = get_config()  # noqa: F821  (traitlets gives it)

here = Path(__file__).resolve().parent
root = here.parents[2]
plotly = root / "node_modules" / "plotly.js-dist"
version = json.loads((plotly / "package.json").read_text(encoding="utf-8"))["version"]

c.HTMLExporter.template_name = "keras-day"
c.HTMLExporter.extra_template_basedirs = [str(here)]
# plotly.js is found in the first of them: without blanks where `npm run export` has made it, else as it is published.
c.HTMLExporter.extra_template_paths = [str(root / ".day" / "plotly" / version), str(plotly)]
c.HTMLExporter.exclude_anchor_links = True


def to_pages(html):
    """The same with links to the notebooks beside it leading to their pages."""
    return re.sub(r'(<a [^>]*href="[^":]*)\.ipynb(?=["#])', r"\1.html", html)


c.HTMLExporter.filters = {"to_pages": to_pages}
