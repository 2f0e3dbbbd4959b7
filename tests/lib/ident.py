"""Ids as people see them, 13 digits of Crockford's base32, and as the database holds them."""

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def ident_number(text):
    number = 0
    for digit in text:
        number = number * 32 + DIGITS.index(digit)
    return number


def ident_text(number):
    return "".join(DIGITS[number >> shift & 31] for shift in range(60, -1, -5))
