"""The scripts of the fourth pipeline, line/ablation/dvc.yaml, and what they share."""
