"""The store's list of brands and models 品牌车型, from which an intent is entered (R2.2)."""
