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
# The first one with plotly.js counts: the minified one of `npm run export`, else the published one.
c.HTMLExporter.extra_template_paths = [str(root / ".day" / "plotly" / version), str(plotly)]
c.HTMLExporter.exclude_anchor_links = True


TAGS = """a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var""".split()
ATTRIBUTES = """align alt border class colspan dir headers height id lang open role rowspan scope span start style title
width""".split()
# Elements that are dropped with their content.
UNREAD = "script style template noscript iframe object svg math title textarea select".split()


def allowed(tag, name, value):
    """True if an attribute is kept. Pictures have to be embedded."""
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
    """Untrusted HTML without scripts, forms and frames. Empty if nothing visible is left."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(UNREAD):
        element.decompose()
    soup = BeautifulSoup(cleaner.clean(str(soup)), "html.parser")
    if soup.get_text(strip=True) == "" and not soup.select("img[src]"):
        return ""
    return str(soup)


def script_hash(element):
    """The hash of a script element for a Content-Security-Policy."""
    script = element[element.index(">") + 1 : element.rindex("</script>")]
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def to_pages(html):
    """Redirects links to notebooks to their pages."""
    return re.sub(r'(<a [^>]*href="[^":]*)\.ipynb(?=["#])', r"\1.html", html)


c.HTMLExporter.filters = {"safe_html": safe_html, "script_hash": script_hash, "to_pages": to_pages}
