"""The scripts of the second pipeline, line/dvc.yaml: one per stage, and what they share."""
