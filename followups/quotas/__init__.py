"""What a person is to do every day: mailings, leaflets, calls (S1's daily quotas), and what was done."""
