"""nbconvert's configuration for the day's pages: `jupyter nbconvert --config lib/cli/nbconvert/config.py`."""

import base64
import hashlib
import json
import re
from pathlib import Path

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from bs4 import BeautifulSoup

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


TAGS = """a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var""".split()
ATTRIBUTES = """align alt border class colspan dir headers height id lang open role rowspan scope span start style title
width""".split()
# Elements whose text is not meant to be read.
UNREAD = "script style template noscript iframe object svg math title textarea select".split()


def allowed(tag, name, value):
    """Whether an attribute may stay. Pictures come with the page or not at all."""
    if name == "href":
        return tag == "a" and not re.match(r"\s*data", value, re.IGNORECASE)
    if name == "src":
        return tag == "img" and value.startswith("data:image/")
    return name in ATTRIBUTES


cleaner = Cleaner(
    tags=TAGS,
    attributes=allowed,
    protocols=["http", "https", "mailto", "data"],
    css_sanitizer=CSSSanitizer(),
    strip=True,
)


def safe_html(html):
    """HTML that anybody may have written, without what acts: scripts, forms, frames. Empty if nothing is left to see."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(UNREAD):
        element.decompose()
    soup = BeautifulSoup(cleaner.clean(str(soup)), "html.parser")
    if soup.get_text(strip=True) == "" and not soup.select("img[src]"):
        return ""
    return str(soup)


def script_hash(element):
    """What a Content-Security-Policy calls this script element by."""
    script = element[element.index(">") + 1 : element.rindex("</script>")]
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def to_pages(html):
    """The same with links to the notebooks beside it leading to their pages."""
    return re.sub(r'(<a [^>]*href="[^":]*)\.ipynb(?=["#])', r"\1.html", html)


c.HTMLExporter.filters = {"safe_html": safe_html, "script_hash": script_hash, "to_pages": to_pages}
