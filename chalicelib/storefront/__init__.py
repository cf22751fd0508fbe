"""The shop's pages as HTML: what a crawler, a share preview and the first paint need. The web app takes over from there."""
