"""The verdict on a suspected evasion: only confirmed it is an offence (R6.5, R8.8)."""
