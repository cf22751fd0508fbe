"""The life of a quote: asked for, drafted, approved, issued with its document, accepted as an order."""
