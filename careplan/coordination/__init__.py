"""What the team does: one act = one function = one transaction.

Every act fetches, checks permission, asks a pure function, keeps the answer and writes its event.
It decides nothing clinical by itself.
"""
