"""The demo shop: a catalogue, its drawn pictures and its people, all made by code and the same on every machine."""
