"""The page's texts, in English, for a bare page on which modules that speak are tested."""

import json

from app.messages import ENGLISH

BLOCK = f'<script type="application/json" id="messages">{json.dumps(ENGLISH.for_scripts())}</script>'
