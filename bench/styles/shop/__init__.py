"""A shop with a board: products in categories, reviews, carts, orders; columns with cards."""
