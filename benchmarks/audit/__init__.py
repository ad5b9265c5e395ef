"""The pages before strict judges: Lighthouse, the Nu HTML checker, and a stopwatch; one module for each."""

from urllib.parse import quote

PAGES = ("/", "/gallery", "/why")
LANGUAGES = ("en", "ko")

# Of each page, what a visitor may be shown: compared, refused, hidden and locked, with a formula.
STATES = (
    *PAGES,
    "/?activation=identity&activation=relu&activation=sin&classes=3",
    f"/?dataset=xor&activation={quote('max(0, x)')}&hidden=3,2",
    "/?samples=99999&hidden=8,eight",
    "/?present=1&hide=data,actions&lock=activation,training",
    "/?why=layers",
    "/gallery?by=datasets&activation=relu",
)
