"""The character network: its layers, its training, its evaluation and its export."""
