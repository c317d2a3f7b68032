"""The confidentiality agreement: its versions, who signed which, and whose sight is masked until then (R13.4)."""
