"""What leaders take upon themselves (S1): an abnormal customer for a while, and visits they accompany."""
