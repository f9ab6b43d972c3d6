"""The help desk: life of a ticket, who is asked, deadlines, cases; pure rules and the Desk, the only writer."""
