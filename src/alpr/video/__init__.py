"""From a plate to a text; imports numpy, OpenCV and the inference runtime alone."""
