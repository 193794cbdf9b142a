"""The main job on this machine alone: invented outlets, a Bot API double, the real rest."""
