"""The people of the help desk: who they are, how they sign in, what they may do, what they did."""
